package dial

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// ErrRefused marks an address that the guard does not let the gateway connect
// to. The error that wraps it names the address and what would permit it.
var ErrRefused = errors.New("address is refused")

// dialTimeout bounds one connection attempt, name lookup included, where the
// caller set no Timeout: an upstream on the same continent connects in well
// under a second.
const dialTimeout = 10 * time.Second

// Guard opens TCP connections to permitted addresses only. The zero value
// permits every public address. Make one per upstream or issuer, so that an
// address which the operator wrote for one is not open to the others. A Guard
// is safe for concurrent use and is not changed after its first use.
type Guard struct {
	// AllowPrivate permits loopback and private addresses, all of them.
	AllowPrivate bool
	// Allowed are loopback or private prefixes that may be reached: what the
	// configuration wrote literally (see Literal). It opens nothing of the
	// ranges that are always refused.
	Allowed []netip.Prefix
	// Resolver looks up names; nil is the system's.
	Resolver *net.Resolver
	// Timeout bounds one connection attempt; zero is 10 seconds.
	Timeout time.Duration
}

// DialContext connects to address, a host or IP literal with a port. It has
// the shape of http.Transport.DialContext. Candidates that the guard refuses
// are never sent a packet; if none is left the error wraps ErrRefused.
func (g *Guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	timeout := g.Timeout
	if timeout == 0 {
		timeout = dialTimeout
	}
	d := net.Dialer{Timeout: timeout, Resolver: g.Resolver, Control: g.Control}
	return d.DialContext(ctx, network, address)
}

// Control judges one resolved address before its socket connects. It has the
// shape of net.Dialer.Control, for callers that bring a dialer of their own.
func (g *Guard) Control(network, address string, _ syscall.RawConn) error {
	switch network {
	case "tcp", "tcp4", "tcp6":
	default:
		return fmt.Errorf("dial over %q: only tcp is permitted: %w", network, ErrRefused)
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("dial %q: not an ip address with a port: %w", address, ErrRefused)
	}
	return g.Check(ap.Addr())
}

// Check says whether the guard permits addr: nil, or an error that wraps
// ErrRefused.
func (g *Guard) Check(addr netip.Addr) error {
	if !addr.IsValid() {
		return fmt.Errorf("dial: no address: %w", ErrRefused)
	}
	// A prefix never contains an address with a zone, nor an IPv4 prefix a
	// mapped address: compare the plain forms.
	addr = addr.WithZone("").Unmap()
	switch classOf(addr) {
	case public:
		return nil
	case private:
		if g.AllowPrivate || g.allowed(addr) {
			return nil
		}
		return fmt.Errorf("dial %s: a loopback or private address; write it literally in the configuration or set allow_private: %w", addr, ErrRefused)
	default:
		return fmt.Errorf("dial %s: link-local, metadata and reserved addresses are never permitted: %w", addr, ErrRefused)
	}
}

// allowed reports whether a private address lies in Allowed. An address that
// carries an IPv4 address is judged as written: who allowed 10.0.0.1 did not
// allow a translator that leads there.
func (g *Guard) allowed(addr netip.Addr) bool {
	for _, p := range g.Allowed {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// Literal returns the prefixes that a host written in the configuration
// permits by being written: its own address for an IP literal (brackets and a
// zone are accepted), the loopback ranges for localhost (RFC 6761, section
// 6.3), and none for any other name.
func Literal(host string) []netip.Prefix {
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return nil
	}
	addr = addr.WithZone("").Unmap()
	return []netip.Prefix{netip.PrefixFrom(addr, addr.BitLen())}
}
