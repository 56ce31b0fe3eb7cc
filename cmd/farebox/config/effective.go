package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"go.yaml.in/yaml/v3"
)

// Effective returns the configuration as the gateway uses it, defaults filled
// in, as YAML in the shape of the file. Secrets, and whatever came from the
// environment, are masked as ***. The same configuration yields the same text.
func (c *Config) Effective() ([]byte, error) {
	root := newDoc(c.masks, "")
	root.text("listen", c.Listen)
	if c.TLS.CertFile != "" {
		d := root.object("tls")
		d.text("cert_file", c.TLS.CertFile)
		d.text("key_file", c.TLS.KeyFile)
	}
	root.optional("public_url", c.PublicURL)
	proxies := make([]string, len(c.TrustedProxies))
	for i, p := range c.TrustedProxies {
		proxies[i] = p.String()
	}
	root.list("trusted_proxies", proxies)
	admin := root.object("admin")
	admin.text("listen", c.Admin.Listen)
	admin.text("token_file", c.Admin.TokenFile)
	root.text("data_dir", c.DataDir)
	limits := root.object("limits")
	limits.raw("body", sizeText(c.Limits.Body))
	limits.raw("header", sizeText(c.Limits.Header))
	limits.raw("in_flight_per_agent", strconv.Itoa(c.Limits.InFlightPerAgent))
	limits.raw("rate_per_agent", c.Limits.RatePerAgent.String())
	limits.raw("uncharged_per_agent", c.Limits.UnchargedPerAgent.String())
	c.writeMoney(root)
	c.writeAccounts(root)
	err := c.writePrices(root)
	if err != nil {
		return nil, err
	}
	c.writeRoutes(root)
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	err = enc.Encode(root.node)
	if err != nil {
		return nil, fmt.Errorf("write effective configuration: %w", err)
	}
	return out.Bytes(), nil
}

func (c *Config) writeMoney(root *doc) {
	if ch := c.Chain; ch != nil {
		d := root.object("chain")
		d.text("network", ch.Network)
		urls := make([]string, len(ch.RPCURLs))
		for i, u := range ch.RPCURLs {
			urls[i] = u.String()
		}
		d.list("rpc_urls", urls)
		d.raw("confirmations", strconv.FormatUint(ch.Confirmations, 10))
		d.text("finality", ch.Finality)
		signer := d.object("signer")
		if u := ch.Signer.URL.String(); u != "" {
			signer.text("url", u)
			signer.text("address", ch.Signer.Address.Hex())
		} else {
			signer.text("keystore", ch.Signer.Keystore)
			signer.text("password_file", ch.Signer.PasswordFile)
		}
		asset := d.object("asset")
		asset.text("symbol", ch.Asset.Symbol)
		asset.text("address", ch.Asset.Address.Hex())
		asset.raw("decimals", strconv.Itoa(int(ch.Asset.Decimals)))
		asset.text("name", ch.Asset.Name)
		asset.text("version", ch.Asset.Version)
		if (ch.Vault != common.Address{}) {
			d.text("vault", ch.Vault.Hex())
		}
	}
	e := root.object("exact")
	e.text("mode", c.Exact.Mode)
	e.raw("max_timeout", shortDuration(c.Exact.MaxTimeout))
	e.text("cap_per_payer", c.Exact.CapPerPayer.String())
	e.text("cap_new_payer", c.Exact.CapNewPayer.String())
	e.text("cap_total", c.Exact.CapTotal.String())
	s := root.object("settle")
	s.raw("every", shortDuration(c.Settle.Every))
	s.text("value", c.Settle.Value.String())
}

func (c *Config) writeAccounts(root *doc) {
	if len(c.Issuers) > 0 {
		list := root.object("tokens").entries("issuers")
		for _, is := range c.Issuers {
			d := list.entry(is.Name)
			d.text("name", is.Name)
			d.text("issuer", is.Issuer)
			d.text("jwks_url", is.JWKSURL)
			d.text("audience", is.Audience)
			d.optional("plan", is.Plan)
		}
	}
	plans := root.object("plans")
	for _, p := range c.Plans {
		d := plans.object(p.Name)
		d.text("billing", p.Billing)
		if p.Billing == "postpaid" {
			d.text("credit_limit", p.CreditLimit.String())
			d.text("period", p.Period)
			d.raw("due_days", strconv.Itoa(p.DueDays))
		}
	}
}

func (c *Config) writePrices(root *doc) error {
	prices := root.object("prices")
	for _, p := range c.Prices {
		var def map[string]any
		err := json.Unmarshal(p.Definition, &def)
		if err != nil {
			return fmt.Errorf("write price %s: %w", p.Name, err)
		}
		prices.tree(p.Name, def)
	}
	return nil
}

func (c *Config) writeRoutes(root *doc) {
	routes := root.entries("routes")
	for _, r := range c.Routes {
		d := routes.entry(r.Name)
		d.text("name", r.Name)
		m := d.object("match")
		m.text("path", r.Match.Path)
		if len(r.Match.Methods) > 0 {
			m.list("methods", r.Match.Methods)
		}
		u := d.object("upstream")
		urls := make([]string, len(r.Upstream.URLs))
		for i, x := range r.Upstream.URLs {
			urls[i] = x.String()
		}
		u.list("urls", urls)
		if len(r.Upstream.Headers) > 0 {
			h := u.object("headers")
			for _, name := range slices.Sorted(maps.Keys(r.Upstream.Headers)) {
				h.text(name, r.Upstream.Headers[name].String())
			}
		}
		u.raw("timeout", shortDuration(r.Upstream.Timeout))
		u.raw("allow_private", strconv.FormatBool(r.Upstream.AllowPrivate))
		d.text("meter", r.Meter)
		if r.Meter == MeterBytes {
			d.raw("max_bytes", sizeText(r.MaxBytes))
		}
		if r.Meter == MeterOpenAI {
			d.raw("max_output_tokens", strconv.FormatUint(r.MaxOutputTokens, 10))
		}
		d.text("price", r.Price)
		d.list("accept", r.Accept)
		d.text("on_crash", r.OnCrash)
		statuses := make([]string, len(r.ChargeOn))
		for i, s := range r.ChargeOn {
			statuses[i] = s.String()
		}
		d.list("charge_on", statuses)
	}
}

// String returns the range as the file writes it: a status or a class.
func (s StatusRange) String() string {
	if s.First == s.Last {
		return strconv.Itoa(s.First)
	}
	return strconv.Itoa(s.First/100) + "xx"
}

// shortDuration writes 15m and 24h where time.Duration writes 15m0s and 24h0m0s.
func shortDuration(d time.Duration) string {
	s := d.String()
	if len(s) > 3 && s[len(s)-3:] == "m0s" {
		s = s[:len(s)-2]
	}
	if len(s) > 3 && s[len(s)-3:] == "h0m" {
		s = s[:len(s)-2]
	}
	return s
}
