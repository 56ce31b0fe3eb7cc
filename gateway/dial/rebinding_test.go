package dial_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/farebox/farebox/gateway/dial"
)

// nameServer answers every A query with the next of its scripted answers; the
// last one repeats. It speaks DNS over an in-memory stream.
type nameServer struct {
	mu      sync.Mutex
	answers [][]string
	asked   int
}

func (s *nameServer) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go s.serve(server)
		return client, nil
	}}
}

func (s *nameServer) next() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.answers[min(s.asked, len(s.answers)-1)]
	s.asked++
	return a
}

func (s *nameServer) serve(c net.Conn) {
	defer c.Close()
	for {
		var n uint16
		if binary.Read(c, binary.BigEndian, &n) != nil {
			return
		}
		query := make([]byte, n)
		if _, err := io.ReadFull(c, query); err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(query) != nil {
			return
		}
		m.Response, m.Authoritative, m.Additionals = true, true, nil
		if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
			for _, a := range s.next() {
				m.Answers = append(m.Answers, dnsmessage.Resource{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: netip.MustParseAddr(a).As4()},
				})
			}
		}
		reply, err := m.Pack()
		if err != nil {
			return
		}
		if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...)); err != nil {
			return
		}
	}
}

// The first answer for the name is a permitted address, the second one is the
// metadata service, the third mixes both: each dial is judged by the addresses
// that it connects to itself.
func TestRebinding(t *testing.T) {
	addr, accepted := listen(t)
	_, port, _ := net.SplitHostPort(addr)
	ns := &nameServer{answers: [][]string{
		{"127.0.0.1"},
		{"169.254.169.254"},
		{"169.254.169.254", "127.0.0.1"},
	}}
	g := dial.Guard{Allowed: dial.Literal("127.0.0.1"), Resolver: ns.resolver()}
	target := net.JoinHostPort("rebind.example.", port)

	c, err := g.DialContext(context.Background(), "tcp4", target)
	if err != nil {
		t.Fatalf("first answer: %v", err)
	}
	c.Close()
	<-accepted

	if _, err := g.DialContext(context.Background(), "tcp4", target); !errors.Is(err, dial.ErrRefused) {
		t.Fatalf("rebound answer: %v, want ErrRefused", err)
	}
	if len(accepted) != 0 {
		t.Error("the rebound dial reached a listener")
	}

	c, err = g.DialContext(context.Background(), "tcp4", target)
	if err != nil {
		t.Fatalf("mixed answer: %v", err)
	}
	if got := c.RemoteAddr().String(); got != addr {
		t.Errorf("mixed answer connected to %s, want %s", got, addr)
	}
	c.Close()
}

// A public name that resolves to a private address is refused unless the
// operator permits private addresses.
func TestNameOfPrivateAddress(t *testing.T) {
	addr, _ := listen(t)
	_, port, _ := net.SplitHostPort(addr)
	ns := &nameServer{answers: [][]string{{"127.0.0.1"}}}
	target := net.JoinHostPort("internal.example.", port)

	closed := dial.Guard{Resolver: ns.resolver()}
	if _, err := closed.DialContext(context.Background(), "tcp4", target); !errors.Is(err, dial.ErrRefused) {
		t.Fatalf("%v, want ErrRefused", err)
	}
	open := dial.Guard{AllowPrivate: true, Resolver: ns.resolver()}
	c, err := open.DialContext(context.Background(), "tcp4", target)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}
