package config

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Bounds of the limits an operator may set.
const (
	maxBody   = 1 << 30 // a body is held in memory where a meter must read it
	maxHeader = 1 << 20
	maxList   = 1000 // entries of any list
)

// config reads the whole file.
func (r *reader) config(root *yaml.Node) {
	o := r.open(root, "")
	c := r.cfg
	o.listen("listen", &c.Listen)
	r.tls(o)
	r.trustedProxies(o)
	o.text("data_dir", &c.DataDir)
	r.admin(o)
	r.limits(o)
	r.publicURL(o)
	r.chain(o)
	r.exact(o)
	r.channels(o)
	r.settle(o)
	prices := r.prices(o)
	plans := r.plans(o)
	r.tokens(o, plans)
	r.routes(o, prices)
	o.close()
}

func (r *reader) tls(root *object) {
	n := root.get("tls")
	if n == nil {
		return
	}
	o := r.open(n, "tls")
	o.text("cert_file", &r.cfg.TLS.CertFile)
	if o.text("key_file", &r.cfg.TLS.KeyFile) {
		r.secretFile(o.values["key_file"], "tls.key_file", r.cfg.TLS.KeyFile)
	}
	if o.has("cert_file") != o.has("key_file") || len(o.values) == 0 {
		r.fault(n, "tls: want both cert_file and key_file, or no tls section behind a terminator")
	}
	r.keyPair(o)
	o.close()
}

// keyPair says what is wrong with the certificate and its key, where both are
// there and the key is as secret as it must be.
func (r *reader) keyPair(o *object) {
	cert, key, t := o.values["cert_file"], o.values["key_file"], r.cfg.TLS
	if cert == nil || key == nil || t.CertFile == "" || t.KeyFile == "" || r.env.Stat == nil || r.env.KeyPair == nil {
		return
	}
	_, err := r.env.Stat(t.CertFile)
	if errors.Is(err, fs.ErrNotExist) {
		r.warn(cert, "tls.cert_file: no such file %s; the gateway needs it to start", quote(cert))
		return
	}
	info, err := r.env.Stat(t.KeyFile)
	if err != nil || info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return // said by secretFile
	}
	warning, err := r.env.KeyPair(t.CertFile, t.KeyFile)
	switch {
	case err != nil:
		r.fault(cert, "tls: %v", err)
	case warning != "":
		r.warn(cert, "tls: %s", warning)
	}
}

// secretFile warns of a secret that is not there yet and refuses one that
// others can read.
func (r *reader) secretFile(n *yaml.Node, path, file string) {
	if n == nil || r.env.Stat == nil {
		return
	}
	info, err := r.env.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.warn(n, "%s: no such file %s; the gateway needs it to start", path, quote(n))
	case err != nil:
		r.fault(n, "%s: the file %s cannot be read; check its path and its permissions", path, quote(n))
	case info.IsDir():
		r.fault(n, "%s: %s is a directory; want a file", path, quote(n))
	case info.Mode().Perm()&0o077 != 0:
		r.fault(n, "%s: %s has mode %04o: others can read this secret; chmod 600 it", path, quote(n), info.Mode().Perm())
	}
}

func (r *reader) trustedProxies(root *object) {
	n := root.get("trusted_proxies")
	if n == nil {
		return
	}
	for i, item := range r.list(n, "trusted_proxies", maxList) {
		s, ok := r.text(item, index("trusted_proxies", i))
		if !ok {
			continue
		}
		p, err := netip.ParsePrefix(s)
		if addr, addrErr := netip.ParseAddr(s); addrErr == nil {
			p, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		switch {
		case err != nil:
			r.fault(item, "trusted_proxies: %s; want an address range such as 10.0.0.0/8", quote(item))
		case p.Bits() == 0:
			r.fault(item, "trusted_proxies: %s trusts everybody; name the proxies", quote(item))
		default:
			r.cfg.TrustedProxies = append(r.cfg.TrustedProxies, p.Masked())
		}
	}
}

func (r *reader) admin(root *object) {
	a := &r.cfg.Admin
	a.TokenFile = filepath.Join(r.cfg.DataDir, "admin.token")
	if !strings.HasPrefix(a.TokenFile, "/") && strings.HasPrefix(r.cfg.DataDir, "./") {
		a.TokenFile = "./" + a.TokenFile
	}
	if shown, masked := r.cfg.masks["data_dir"]; masked {
		r.cfg.masks["admin.token_file"] = shown + "/admin.token"
	}
	n := root.get("admin")
	if n == nil {
		return
	}
	o := r.open(n, "admin")
	if o.listen("listen", &a.Listen) && o.has("listen") {
		host, port, _ := net.SplitHostPort(a.Listen)
		if !loopback(host) {
			r.warn(o.values["listen"], "admin.listen: %s is reached from other machines; keep it behind a firewall or on 127.0.0.1", quote(o.values["listen"]))
		}
		if a.Listen == r.cfg.Listen && port != "0" {
			r.fault(o.values["listen"], "admin.listen: the same address as listen; agents must not reach the console")
		}
	}
	if file := o.values["token_file"]; o.text("token_file", &a.TokenFile) && file != nil && r.env.Stat != nil {
		if _, err := r.env.Stat(a.TokenFile); err == nil { // made at start if absent
			r.secretFile(file, "admin.token_file", a.TokenFile)
		}
	}
	o.close()
}

func (r *reader) limits(root *object) {
	n := root.get("limits")
	if n == nil {
		return
	}
	l := &r.cfg.Limits
	o := r.open(n, "limits")
	o.size("body", &l.Body, 1, maxBody)
	o.size("header", &l.Header, 1<<10, maxHeader)
	inFlight := uint64(l.InFlightPerAgent)
	if o.whole("in_flight_per_agent", &inFlight, 1, 1_000_000) {
		l.InFlightPerAgent = int(inFlight)
	}
	o.rate("rate_per_agent", &l.RatePerAgent)
	o.rate("uncharged_per_agent", &l.UnchargedPerAgent)
	o.close()
}

func (r *reader) publicURL(root *object) {
	c := r.cfg
	n := root.values["public_url"]
	var s string
	if root.text("public_url", &s) && n != nil {
		switch u, why := parseURL(s); {
		case why != "":
			r.fault(n, "public_url: %s: %s", quote(n), why)
		case strings.HasSuffix(s, "/"):
			r.fault(n, "public_url: %s: remove the trailing slash", quote(n))
		case u.Path != "":
			r.fault(n, "public_url: %s: the gateway stands at the root of its host; remove the path", quote(n))
		default:
			c.PublicURL = s
		}
		return
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if n != nil || err != nil || !loopback(host) || port == "0" {
		return
	}
	scheme := "http://"
	if c.TLS.CertFile != "" {
		scheme = "https://"
	}
	c.PublicURL = scheme + c.Listen
	if shown, masked := c.masks["listen"]; masked {
		c.masks["public_url"] = scheme + shown
	}
}
