// Package dial decides which addresses Farebox may open connections to.
//
// It owns the check of the resolved address: names are looked up by the
// dialer itself and every candidate is judged immediately before its socket
// connects, so an answer that changes between two lookups (DNS rebinding)
// gains nothing. Two classes exist:
//
//   - never: link-local, cloud metadata, multicast, reserved and unspecified
//     addresses. No configuration opens them.
//   - private: loopback, RFC 1918, carrier-grade NAT, unique local, benchmark
//     and documentation ranges. They are reached only where the operator wrote
//     the address literally (Allowed, Literal) or said AllowPrivate.
//
// IPv6 forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo, ISATAP
// and others) are judged by the address they carry too.
//
// It does not own HTTP: a client that uses a Guard must set no proxy (the
// guard would judge the proxy's address alone) and must not follow redirects.
package dial
