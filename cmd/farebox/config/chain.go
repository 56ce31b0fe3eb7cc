package config

import (
	"math/big"
	"net/url"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/farebox/farebox/metering/money"
)

// maxConfirmations is far above what any chain needs; more is a typing error.
const maxConfirmations = 10_000

func (r *reader) chain(root *object) {
	n := root.get("chain")
	if n == nil {
		return
	}
	c := &Chain{Confirmations: 3, Finality: "finalized"}
	r.cfg.Chain = c
	o := r.open(n, "chain")
	o.require("network", "rpc_urls", "signer", "asset")
	o.parsed("network", "a CAIP-2 id of an EVM chain, such as \"eip155:84532\"", func(s string) bool {
		digits, evm := strings.CutPrefix(s, "eip155:")
		id, ok := new(big.Int).SetString(digits, 10)
		valid := evm && ok && id.Sign() > 0 && id.String() == digits && id.BitLen() <= 63
		return valid && store(&c.Network, s) && store(&c.ID, id)
	})
	r.rpcURLs(o, c)
	o.whole("confirmations", &c.Confirmations, 1, maxConfirmations)
	o.oneOf("finality", &c.Finality, "latest", "safe", "finalized")
	if o.has("finality") && c.Finality == "latest" && c.Network != "eip155:31337" {
		r.warn(o.values["finality"], "chain.finality: latest books money that a reorganisation can take back; it is for dev chains")
	}
	if s := o.get("signer"); s != nil {
		r.signer(s, c)
	}
	if a := o.get("asset"); a != nil {
		r.asset(a, c)
	}
	o.address("vault", &c.Vault)
	if !o.has("vault") {
		r.warn(n, "chain.vault: not set: exact and top-ups are not offered; make one with farebox vault deploy and write its address here")
	}
	o.close()
}

// rpcURLs reads the endpoints. They often carry a key in their path or query,
// so that only scheme and host are ever shown.
func (r *reader) rpcURLs(o *object, c *Chain) {
	n := o.get("rpc_urls")
	if n == nil {
		return
	}
	items := r.list(n, "chain.rpc_urls", 16)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.fault(n, "chain.rpc_urls: empty; name at least one endpoint")
	}
	for i, item := range items {
		at := index("chain.rpc_urls", i)
		if s, ok := r.endpoint(item, at); ok {
			c.RPCURLs = append(c.RPCURLs, s)
		}
	}
}

// endpoint reads the URL of a JSON-RPC server.
func (r *reader) endpoint(n *yaml.Node, at string) (Secret, bool) {
	s, ok := r.secret(n, at)
	if !ok {
		return s, false
	}
	u, err := url.Parse(s.value)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Fragment != "" {
		r.fault(n, "%s: want an http or https URL of a JSON-RPC endpoint", at)
		return s, false
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		r.warn(n, "%s: http to another machine can be read and changed on the way; use https", at)
	}
	if s.shown == s.value { // no variable masks what is secret in it
		s.shown = u.Scheme + "://" + u.Host
		if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
			s.shown += "/" + mask
		}
	}
	return s, true
}

// signer reads a key file with its password, or a program that signs.
func (r *reader) signer(n *yaml.Node, c *Chain) {
	o := r.open(n, "chain.signer")
	if o.has("url") {
		o.require("address")
		if u := o.get("url"); u != nil {
			c.Signer.URL, _ = r.endpoint(u, "chain.signer.url")
		}
		o.address("address", &c.Signer.Address)
		for _, key := range []string{"keystore", "password_file"} {
			if k := o.get(key); k != nil {
				r.fault(k, "chain.signer.%s: the signer at url keeps the key; remove one of the two", key)
			}
		}
		o.close()
		return
	}
	o.require("keystore", "password_file")
	if o.text("keystore", &c.Signer.Keystore) {
		r.secretFile(o.values["keystore"], "chain.signer.keystore", c.Signer.Keystore)
	}
	if o.text("password_file", &c.Signer.PasswordFile) {
		r.secretFile(o.values["password_file"], "chain.signer.password_file", c.Signer.PasswordFile)
	}
	o.close()
}

func (r *reader) asset(n *yaml.Node, c *Chain) {
	o := r.open(n, "chain.asset")
	o.require("symbol", "address", "decimals", "name", "version")
	o.text("symbol", &c.Asset.Symbol)
	o.address("address", &c.Asset.Address)
	var decimals uint64
	if o.whole("decimals", &decimals, 0, money.Decimals) {
		c.Asset.Decimals = uint8(decimals)
	}
	o.text("name", &c.Asset.Name)
	o.text("version", &c.Asset.Version)
	o.close()
}

func (r *reader) exact(root *object) {
	n := root.get("exact")
	if n == nil {
		return
	}
	e := &r.cfg.Exact
	o := r.open(n, "exact")
	o.oneOf("mode", &e.Mode, "before", "batched")
	o.duration("max_timeout", &e.MaxTimeout, time.Second, time.Hour)
	payer := o.amount("cap_per_payer", &e.CapPerPayer)
	fresh := o.amount("cap_new_payer", &e.CapNewPayer)
	total := o.amount("cap_total", &e.CapTotal)
	if payer && fresh && e.CapPerPayer.Less(e.CapNewPayer) {
		r.fault(n, "exact: cap_new_payer is above cap_per_payer; lower it")
	}
	if payer && total && e.CapTotal.Less(e.CapPerPayer) {
		r.fault(n, "exact: cap_per_payer is above cap_total; lower it")
	}
	o.close()
}

// channels validates the section of payment channels, which this version does
// not offer.
func (r *reader) channels(root *object) {
	n := root.get("channels")
	if n == nil {
		return
	}
	o := r.open(n, "channels")
	var headroom uint64
	var most, deposit, payer, total money.Amount
	var delay time.Duration
	o.whole("headroom", &headroom, 1, 1_000_000)
	o.amount("headroom_max", &most)
	o.amount("min_deposit", &deposit)
	// The channel contract takes 15 minutes to 30 days.
	o.duration("withdraw_delay", &delay, 15*time.Minute, 30*24*time.Hour)
	o.amount("exposure_per_payer", &payer)
	if o.amount("exposure_total", &total) && o.has("exposure_total") && total.Less(payer) {
		r.fault(n, "channels: exposure_per_payer is above exposure_total; lower it")
	}
	o.close()
	r.warn(root.keys["channels"], "channels: not offered by this version; the section is checked and has no effect")
}

func (r *reader) settle(root *object) {
	n := root.get("settle")
	if n == nil {
		return
	}
	o := r.open(n, "settle")
	o.duration("every", &r.cfg.Settle.Every, time.Second, 31*24*time.Hour)
	if o.amount("value", &r.cfg.Settle.Value) && r.cfg.Settle.Value.IsZero() {
		r.fault(o.values["value"], "settle.value: must be above zero: a batch for every call is what batches avoid")
	}
	o.close()
}
