package dial_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/dial"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, addr                       string
		zero, withPrivate, withAllowance bool // permitted by: zero guard, AllowPrivate, Allowed = the address itself
	}{
		{"public v4", "1.1.1.1", true, true, true},
		{"public v6", "2606:4700::1111", true, true, true},
		{"mapped public", "::ffff:1.1.1.1", true, true, true},
		{"nat64 of public", "64:ff9b::101:101", true, true, true},
		{"loopback", "127.0.0.1", false, true, true},
		{"loopback high", "127.255.255.254", false, true, true},
		{"loopback v6", "::1", false, true, true},
		{"mapped loopback", "::ffff:127.0.0.1", false, true, true},
		{"rfc1918 ten", "10.1.2.3", false, true, true},
		{"rfc1918 172 low edge", "172.16.0.0", false, true, true},
		{"rfc1918 172 high edge", "172.31.255.255", false, true, true},
		{"just past 172", "172.32.0.0", true, true, true},
		{"rfc1918 192", "192.168.0.1", false, true, true},
		{"cgnat", "100.64.0.1", false, true, true},
		{"unique local", "fd12::1", false, true, true},
		{"site local", "fec0::1", false, true, true},
		{"nat64 of private", "64:ff9b::a00:1", false, true, true},
		{"6to4 of private", "2002:a00:1::1", false, true, true},
		{"teredo of private client", "2001:0:101:101::f5ff:fffe", false, true, true},
		{"isatap of private", "2606:4700::5efe:a00:1", false, true, true},
		{"compatible loopback", "::127.0.0.1", false, true, true},
		{"translated private", "::ffff:0:192.168.1.1", false, true, true},
		{"metadata", "169.254.169.254", false, false, false},
		{"mapped metadata", "::ffff:169.254.169.254", false, false, false},
		{"nat64 of metadata", "64:ff9b::a9fe:a9fe", false, false, false},
		{"local nat64 of metadata", "64:ff9b:1::a9fe:a9fe", false, false, false},
		{"6to4 of metadata", "2002:a9fe:a9fe::1", false, false, false},
		{"teredo of metadata", "2001:0:101:101::5601:5601", false, false, false},
		{"isatap of metadata", "2606:4700::200:5efe:a9fe:a9fe", false, false, false},
		{"link-local v6", "fe80::1", false, false, false},
		{"link-local v6 with zone", "fe80::1%eth0", false, false, false},
		{"aws metadata v6", "fd00:ec2::254", false, false, false},
		{"aws metadata v6 with zone", "fd00:ec2::254%eth0", false, false, false},
		{"google metadata v6", "fd20:ce::254", false, false, false},
		{"alibaba metadata", "100.100.100.200", false, false, false},
		{"azure host", "168.63.129.16", false, false, false},
		{"oracle metadata", "192.0.0.192", false, false, false},
		{"this host", "0.0.0.0", false, false, false},
		{"this network", "0.1.2.3", false, false, false},
		{"unspecified v6", "::", false, false, false},
		{"multicast", "224.0.0.1", false, false, false},
		{"multicast v6", "ff02::1", false, false, false},
		{"broadcast", "255.255.255.255", false, false, false},
		{"reserved", "240.0.0.1", false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			addr := netip.MustParseAddr(c.addr)
			for _, g := range []struct {
				name  string
				guard dial.Guard
				want  bool
			}{
				{"zero guard", dial.Guard{}, c.zero},
				{"allow private", dial.Guard{AllowPrivate: true}, c.withPrivate},
				{"written literally", dial.Guard{Allowed: dial.Literal(c.addr)}, c.withAllowance},
			} {
				err := g.guard.Check(addr)
				if got := err == nil; got != g.want {
					t.Errorf("%s: permitted = %t, want %t (%v)", g.name, got, g.want, err)
				}
				if err != nil && !errors.Is(err, dial.ErrRefused) {
					t.Errorf("%s: %v does not wrap ErrRefused", g.name, err)
				}
			}
		})
	}
	if err := new(dial.Guard).Check(netip.Addr{}); !errors.Is(err, dial.ErrRefused) {
		t.Errorf("the invalid address: %v", err)
	}
}

// One literal address opens itself and nothing beside it.
func TestAllowedIsExact(t *testing.T) {
	g := dial.Guard{Allowed: dial.Literal("127.0.0.1")}
	for addr, want := range map[string]bool{"127.0.0.1": true, "127.0.0.2": false, "10.0.0.1": false, "::1": false, "64:ff9b::7f00:1": false} {
		if got := g.Check(netip.MustParseAddr(addr)) == nil; got != want {
			t.Errorf("%s: permitted = %t, want %t", addr, got, want)
		}
	}
}

func TestLiteral(t *testing.T) {
	for _, c := range []struct{ host, want string }{
		{"127.0.0.1", "127.0.0.1/32"},
		{"[::1]", "::1/128"},
		{"fd00::1", "fd00::1/128"},
		{"::ffff:10.0.0.1", "10.0.0.1/32"},
		{"localhost", "127.0.0.0/8 ::1/128"},
		{"LOCALHOST.", "127.0.0.0/8 ::1/128"},
		{"api.localhost", "127.0.0.0/8 ::1/128"},
		{"localhost.example.com", ""},
		{"example.com", ""},
		{"2130706433", ""},
		{"", ""},
	} {
		t.Run(c.host, func(t *testing.T) {
			var got []string
			for _, p := range dial.Literal(c.host) {
				got = append(got, p.String())
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

func TestControlRefusesOtherNetworks(t *testing.T) {
	g := dial.Guard{AllowPrivate: true}
	for _, c := range []struct{ network, address string }{
		{"unix", "/run/docker.sock"}, {"udp4", "1.1.1.1:53"}, {"tcp", "example.com:80"}, {"tcp4", "1.1.1.1"},
	} {
		if err := g.Control(c.network, c.address, nil); !errors.Is(err, dial.ErrRefused) {
			t.Errorf("%s %s: %v", c.network, c.address, err)
		}
	}
}

// listen accepts connections on loopback and counts them.
func listen(t *testing.T) (addr string, accepted <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	got := make(chan struct{}, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
			got <- struct{}{}
		}
	}()
	return l.Addr().String(), got
}

func TestDialLoopback(t *testing.T) {
	addr, accepted := listen(t)
	if _, err := new(dial.Guard).DialContext(context.Background(), "tcp", addr); !errors.Is(err, dial.ErrRefused) {
		t.Fatalf("the zero guard dialled loopback: %v", err)
	}
	g := dial.Guard{Allowed: dial.Literal("127.0.0.1")}
	c, err := g.DialContext(context.Background(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	<-accepted
	if len(accepted) != 0 {
		t.Error("the refused dial reached the listener")
	}
}
