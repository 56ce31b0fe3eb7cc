package main

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/farebox/farebox/gateway/x402"
)

// show prints the reply's body, and on stderr what it cost.
func (c *caller) show(res *http.Response) error {
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return c.showRefusal(res)
	}
	_, err := io.Copy(c.env.stdout, res.Body)
	if err != nil {
		return fmt.Errorf("read reply: %w; it is not whole", err)
	}
	c.showPayment(res)
	return nil
}

// showPayment prints charge, receipt and transaction. They are in headers, or in
// trailers where the body had to be read to know them.
func (c *caller) showPayment(res *http.Response) {
	note := func(name, value string) {
		if value != "" {
			_, _ = fmt.Fprintf(c.env.stderr, "%-12s %s\n", name, printable(value)) // nowhere left to report to
		}
	}
	either := func(name string) string {
		if v := res.Header.Get(name); v != "" {
			return v
		}
		return res.Trailer.Get(name)
	}
	note("charged", either(headerCharge))
	note("receipt", either(headerReceipt))
	s, ok := settled(res.Header)
	switch {
	case !ok:
	case s.Transaction != "":
		note("transaction", s.Transaction)
	case s.Success:
		note("transaction", "none yet: it is settled in a batch")
	}
}

// settled reads what a reply says about the payment.
func settled(h http.Header) (s x402.SettlementResponse, ok bool) {
	text, err := decode64(h.Get(x402.HeaderResponse))
	if err != nil || len(text) == 0 {
		return s, false
	}
	err = json.Unmarshal(text, &s)
	return s, err == nil
}

// showRefusal prints a problem in words, anything else as it is, and exits 1.
func (c *caller) showRefusal(res *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(res.Body, maxProblem))
	if err != nil {
		return fmt.Errorf("read refusal: %w", err)
	}
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	var p problemText
	if media == "application/problem+json" && json.Unmarshal(text, &p) == nil && p.Title != "" {
		c.showPayment(res)
		return fmt.Errorf("%d %s%s", res.StatusCode, p.String(), c.advice(res))
	}
	_, err = c.env.stdout.Write(text)
	if err != nil {
		return err
	}
	c.showPayment(res)
	return fmt.Errorf("%s answered %s%s", printable(c.url.Host), printable(res.Status), c.advice(res))
}

// advice says why a payment was not taken, and what a redirect points at.
func (c *caller) advice(res *http.Response) string {
	if to := res.Header.Get("Location"); to != "" && res.StatusCode < 400 {
		return "; it points at " + printable(to) + ", which is not followed"
	}
	if res.StatusCode != http.StatusPaymentRequired {
		return ""
	}
	required, err := readRequired(res.Header.Get(x402.HeaderRequired))
	if err == nil && required.Error != "" && c.payer != nil {
		return "; the payment was not taken: " + printable(required.Error)
	}
	if c.payer == nil && err == nil && slices.ContainsFunc(required.offers(), func(o offer) bool { return o.Scheme == x402.SchemeExact }) {
		return "; pay with --key-file, or top the account up"
	}
	return ""
}
