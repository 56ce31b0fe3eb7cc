package dial

import "net/netip"

// class is what an address is to the guard, in rising order of danger.
type class int

const (
	public class = iota
	private
	never
)

// ranges4 are the IPv4 ranges that are not public, most specific first (IANA
// special-purpose registry, RFC 6890, and the metadata services of clouds).
func ranges4() []ranged {
	return []ranged{
		{"100.100.100.200/32", never}, // metadata of Alibaba Cloud, inside the CGNAT range
		{"168.63.129.16/32", never},   // Azure's host agent
		{"0.0.0.0/8", never},          // this host, RFC 791
		{"169.254.0.0/16", never},     // link-local and most clouds' metadata
		{"192.0.0.0/24", never},       // protocol assignments; Oracle's metadata
		{"224.0.0.0/4", never},        // multicast
		{"240.0.0.0/4", never},        // reserved, and broadcast
		{"127.0.0.0/8", private},      // loopback
		{"10.0.0.0/8", private},       // RFC 1918
		{"172.16.0.0/12", private},    // RFC 1918
		{"192.168.0.0/16", private},   // RFC 1918
		{"100.64.0.0/10", private},    // carrier-grade NAT, RFC 6598
		{"198.18.0.0/15", private},    // benchmarks, RFC 2544
		{"192.0.2.0/24", private},     // documentation, RFC 5737
		{"198.51.100.0/24", private},
		{"203.0.113.0/24", private},
	}
}

// ranges6 are the IPv6 ranges that are not public, most specific first.
func ranges6() []ranged {
	return []ranged{
		{"fd00:ec2::254/128", never}, // metadata of AWS
		{"fd20:ce::254/128", never},  // metadata of Google Cloud
		{"fd00:42::42/128", never},   // metadata of Scaleway
		{"::1/128", private},         // loopback
		{"::/128", never},            // unspecified
		{"fe80::/10", never},         // link-local
		{"ff00::/8", never},          // multicast
		{"100::/64", never},          // discard, RFC 6666
		{"fec0::/10", private},       // site-local, RFC 3879
		{"fc00::/7", private},        // unique local
		{"64:ff9b:1::/48", private},  // NAT64 of local use, RFC 8215
		{"2001:db8::/32", private},   // documentation
		{"3fff::/20", private},       // documentation, RFC 9637
		{"2001:2::/48", private},     // benchmarks, RFC 5180
	}
}

type ranged struct {
	prefix string
	class  class
}

// tables holds the parsed ranges; it is never written after its making.
var tables = struct{ v4, v6 []parsed }{parse(ranges4()), parse(ranges6())}

type parsed struct {
	prefix netip.Prefix
	class  class
}

func parse(in []ranged) []parsed {
	out := make([]parsed, len(in))
	for i, r := range in {
		out[i] = parsed{netip.MustParsePrefix(r.prefix), r.class}
	}
	return out
}

// classOf judges an unmapped address without a zone: by its own range and by
// every IPv4 address that it can carry; the most dangerous answer counts.
func classOf(addr netip.Addr) class {
	if addr.Is4() {
		return lookup(tables.v4, addr)
	}
	worst := lookup(tables.v6, addr)
	for _, inner := range carried(addr.As16()) {
		worst = max(worst, lookup(tables.v4, inner))
	}
	return worst
}

func lookup(table []parsed, addr netip.Addr) class {
	for _, r := range table {
		if r.prefix.Contains(addr) {
			return r.class
		}
	}
	return public
}

// carried returns the IPv4 addresses that an IPv6 address leads to on a
// network that translates or tunnels it.
func carried(b [16]byte) []netip.Addr {
	at := func(i, j, k, l int) netip.Addr { return netip.AddrFrom4([4]byte{b[i], b[j], b[k], b[l]}) }
	low := at(12, 13, 14, 15)
	addr := netip.AddrFrom16(b)
	var out []netip.Addr
	switch {
	case within(addr, "::/96") && addr != netip.IPv6Unspecified() && addr != netip.IPv6Loopback(), // compatible, RFC 4291
		within(addr, "::ffff:0:0:0/96"), // translated, RFC 2765
		within(addr, "64:ff9b::/96"):    // NAT64, RFC 6052
		out = append(out, low)
	case within(addr, "64:ff9b:1::/48"): // any length of RFC 6052 fits in it
		out = append(out, low, at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12))
	case within(addr, "2002::/16"): // 6to4, RFC 3056
		out = append(out, at(2, 3, 4, 5))
	case within(addr, "2001::/32"): // Teredo, RFC 4380: server, and client inverted
		out = append(out, at(4, 5, 6, 7), netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]}))
	}
	if b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe { // ISATAP, RFC 5214
		out = append(out, low)
	}
	return out
}

func within(addr netip.Addr, prefix string) bool {
	return netip.MustParsePrefix(prefix).Contains(addr)
}
