package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
)

// invoiceCheck is what is said of one invoice.
type invoiceCheck struct {
	OK     bool   `json:"ok"`
	ID     string `json:"id"`
	Number string `json:"number"`
	Hash   string `json:"hash"`
	// InLedger is null where no ledger was asked.
	InLedger *bool  `json:"in_ledger"`
	Reason   string `json:"reason"`
}

func (c *invoiceCheck) wrong(reason string) { c.OK, c.Reason = false, reason }

func verifyInvoice(ctx context.Context, e *env, f *verifyFlags) error {
	text, err := readInvoice(e, f.invoice)
	if err != nil {
		return usageError(err)
	}
	c := invoiceCheck{OK: true}
	v, err := metering.ParseInvoice(text)
	if err == nil {
		c.ID, c.Number, c.Hash = v.ID, v.Number, v.Hash
		err = v.Check()
	}
	if err != nil {
		c.wrong(strings.ReplaceAll(err.Error(), "\n", "; "))
	} else {
		err = f.findInvoice(ctx, e, &v, &c)
		if err != nil {
			return err
		}
	}
	err = showInvoiceCheck(e, f, &c)
	if err == nil && !c.OK {
		err = checkError(fmt.Errorf("the invoice is not right: %s", printable(c.Reason)))
	}
	return err
}

func readInvoice(e *env, file string) ([]byte, error) {
	in := e.stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("open invoice: %w", err)
		}
		defer func() { _ = f.Close() }() // opened for reading: nothing to lose
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, metering.MaxInvoiceText+1))
	if err != nil {
		return nil, fmt.Errorf("read invoice: %w", err)
	}
	return text, nil
}

// findInvoice looks the invoice up in a ledger: the files of --data-dir, or the
// gateway that has them open. Where none is named and none is at hand, the
// invoice was checked by itself.
func (f *verifyFlags) findInvoice(ctx context.Context, e *env, v *metering.Invoice, c *invoiceCheck) error {
	named := f.cmd.Flags().Changed("data-dir")
	address, set := e.getenv(envAdminURL)
	if !named && set && address != "" {
		return f.askForInvoice(ctx, e, v, c)
	}
	_, err := os.Stat(filepath.Join(f.dataDir, "journal"))
	switch {
	case errors.Is(err, os.ErrNotExist) && !named:
		return nil
	case errors.Is(err, os.ErrNotExist):
		return noJournal(f.dataDir)
	case err != nil:
		return fmt.Errorf("find journal: %w", err)
	}
	var seen issuedInvoice
	r, err := ledger.VerifyDir(ctx, f.dataDir, compilePrice, seen.watch(v.ID))
	if errors.Is(err, ledger.ErrLocked) {
		return f.askForInvoice(ctx, e, v, c)
	}
	if err != nil {
		return err
	}
	if !r.OK {
		c.wrong("the ledger that it is compared with is not right: " + r.Reason)
		return nil
	}
	return seen.compare(v, c)
}

// askForInvoice compares it with what a running gateway has.
func (f *verifyFlags) askForInvoice(ctx context.Context, e *env, v *metering.Invoice, c *invoiceCheck) error {
	client, err := f.client(e)
	if err != nil {
		return err
	}
	var seen issuedInvoice
	text, err := client.get(ctx, "invoices/"+url.PathEscape(v.ID), nil)
	var refused *apiError
	switch {
	case errors.As(err, &refused) && refused.problem.Code == "not_found":
	case err != nil:
		return err
	default:
		kept, err := read[metering.Invoice](text)
		if err != nil {
			return err
		}
		seen = issuedInvoice{hash: kept.Hash, number: kept.Number}
	}
	return seen.compare(v, c)
}

// issuedInvoice is what a ledger has of one invoice.
type issuedInvoice struct {
	hash, number string // empty where it is not closed, not issued
	fault        error
}

// watch notes the entries of an invoice.
func (i *issuedInvoice) watch(id string) ledger.Witness {
	return func(e *metering.Entry, _ ledger.Hash) {
		if e.Event == nil || i.fault != nil {
			return
		}
		switch e.Event.Type {
		case metering.EventInvoiceClosed:
			var v metering.Invoice
			i.fault = json.Unmarshal(e.Event.Body, &v)
			if v.ID == id {
				i.hash = v.Hash
			}
		case metering.EventInvoiceIssued:
			var b metering.InvoiceIssuedBody
			i.fault = json.Unmarshal(e.Event.Body, &b)
			if b.ID == id {
				i.number = metering.InvoiceNumber(b.Number)
			}
		}
	}
}

func (i *issuedInvoice) compare(v *metering.Invoice, c *invoiceCheck) error {
	if i.fault != nil {
		return fmt.Errorf("read invoice entries: %w", i.fault)
	}
	same := i.hash == v.Hash && i.number == v.Number
	c.InLedger = &same
	switch {
	case i.hash == "":
		c.wrong("this ledger has no invoice " + v.ID)
	case i.hash != v.Hash:
		c.wrong("this ledger's invoice " + v.ID + " has the hash " + i.hash)
	case i.number == "":
		c.wrong("this ledger has not issued invoice " + v.ID)
	case i.number != v.Number:
		c.wrong("this ledger issued invoice " + v.ID + " as " + i.number)
	}
	return nil
}

func showInvoiceCheck(e *env, f *verifyFlags, c *invoiceCheck) error {
	if f.json {
		return json.NewEncoder(e.stdout).Encode(c)
	}
	compared := "not compared; name --data-dir"
	if c.InLedger != nil {
		compared = map[bool]string{true: "issued with this hash", false: "differs"}[*c.InLedger]
	}
	pairs := []string{"ok", fmt.Sprint(c.OK), "invoice", c.ID, "number", c.Number, "hash", c.Hash, "ledger", compared}
	if c.Reason != "" {
		pairs = append(pairs, "reason", c.Reason)
	}
	return fields(e.stdout, pairs...)
}
