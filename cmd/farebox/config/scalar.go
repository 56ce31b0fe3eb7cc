package config

import (
	"errors"
	"math"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/metering/money"
)

// The readers below take a key of an object, check its value and store it. An
// absent key leaves what is stored. They return false after a fault.

func (o *object) text(key string, into *string) bool {
	n := o.get(key)
	if n == nil {
		return !o.has(key)
	}
	s, ok := o.r.text(n, o.at(key))
	if ok && (s == "" || len(s) > 2048 || strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f })) {
		o.r.fault(n, "%s: want 1 to 2048 characters without control characters", o.at(key))
		ok = false
	}
	if ok {
		*into = s
	}
	return ok
}

// parsed reads text and hands it to a parser; want completes "want …".
func (o *object) parsed(key, want string, parse func(s string) bool) bool {
	var s string
	n := o.values[key]
	if !o.text(key, &s) || n == nil {
		return n == nil
	}
	if !parse(s) {
		o.r.fault(n, "%s: %s; want %s", o.at(key), quote(n), want)
		return false
	}
	return true
}

// store sets a value that passed its checks; what fails them leaves the default,
// so that checks of other keys do not stumble over it.
func store[T any](into *T, v T) bool {
	*into = v
	return true
}

func (o *object) oneOf(key string, into *string, choices ...string) bool {
	return o.parsed(key, "one of "+strings.Join(choices, ", "), func(s string) bool {
		return slices.Contains(choices, s) && store(into, s)
	})
}

func (o *object) boolean(key string, into *bool) {
	n := o.get(key)
	switch {
	case n == nil:
	case n.Tag != "!!bool":
		o.r.fault(n, "%s: want true or false, got %s", o.at(key), kindOf(n))
	default:
		*into = strings.EqualFold(n.Value, "true")
	}
}

func (o *object) whole(key string, into *uint64, least, most uint64) bool {
	want := "a whole number from " + strconv.FormatUint(least, 10) + " to " + strconv.FormatUint(most, 10)
	return o.parsed(key, want, func(s string) bool {
		v, err := strconv.ParseUint(s, 10, 64)
		return err == nil && v >= least && v <= most && store(into, v)
	})
}

// amount reads money: not negative, at most 12 decimals. The YAML may leave out
// the quotes, since the text is read and not a number made of it.
func (o *object) amount(key string, into *money.Amount) bool {
	return o.parsed(key, "an amount such as \"0.05\": not negative, at most 12 decimals, no exponent", func(s string) bool {
		a, err := money.Parse(s)
		return err == nil && a.Sign() >= 0 && !octal(s) && store(into, a)
	})
}

// octal reports a leading zero that other readers take for an octal number.
func octal(s string) bool { return len(s) > 1 && s[0] == '0' && s[1] != '.' }

func (o *object) duration(key string, into *time.Duration, least, most time.Duration) {
	want := "a duration such as 60s, 15m or 24h, from " + shortDuration(least) + " to " + shortDuration(most)
	o.parsed(key, want, func(s string) bool {
		d, err := time.ParseDuration(s)
		return err == nil && d >= least && d <= most && store(into, d)
	})
}

func (o *object) size(key string, into *int64, least, most int64) {
	want := "a size such as 10MiB, from " + sizeText(least) + " to " + sizeText(most)
	o.parsed(key, want, func(s string) bool {
		v, ok := parseSize(s)
		return ok && v >= least && v <= most && store(into, v)
	})
}

// sizeUnits are the units of sizes, largest first; the empty one is bytes.
func sizeUnits() []struct {
	name  string
	bytes int64
} {
	return []struct {
		name  string
		bytes int64
	}{
		{"GiB", 1 << 30},
		{"MiB", 1 << 20},
		{"KiB", 1 << 10},
		{"GB", 1e9},
		{"MB", 1e6},
		{"kB", 1e3},
		{"KB", 1e3},
		{"B", 1},
		{"", 1},
	}
}

func parseSize(s string) (int64, bool) {
	for _, u := range sizeUnits() {
		digits, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		v, err := strconv.ParseUint(digits, 10, 63)
		if err != nil || v > math.MaxInt64/uint64(u.bytes) {
			return 0, false
		}
		return int64(v) * u.bytes, true
	}
	return 0, false
}

func sizeText(n int64) string {
	for _, u := range sizeUnits()[:3] {
		if n >= u.bytes && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}

func (o *object) rate(key string, into *Rate) {
	o.parsed(key, "a rate such as 200/s, 60/min or 1000/h, or off", func(s string) bool {
		if s == "off" {
			*into = Rate{}
			return true
		}
		count, unit, _ := strings.Cut(s, "/")
		per, ok := map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour}[unit]
		v, err := strconv.ParseUint(count, 10, 31)
		return ok && err == nil && v > 0 && store(into, Rate{Count: int(v), Per: per})
	})
}

// String returns the rate as the file writes it.
func (r Rate) String() string {
	names := map[time.Duration]string{time.Second: "s", time.Minute: "min", time.Hour: "h"}
	if r.Count == 0 {
		return "off"
	}
	return strconv.Itoa(r.Count) + "/" + names[r.Per]
}

// validName reports whether s can name a price, a plan, a route or an issuer.
// Agents' ids follow the same rule, so that none can be taken for a payer's.
func validName(s string) bool { return namePattern.MatchString(s) }

var (
	namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
	hostPattern = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`)
	hexPattern  = regexp.MustCompile(`^0[xX][0-9a-fA-F]*$`)
)

const wantName = "a name of lower-case letters, digits, '.', '_' and '-', at most 64, that begins with a letter or digit"

func (o *object) name(key string, into *string) bool {
	return o.parsed(key, wantName, func(s string) bool {
		return validName(s) && store(into, s)
	})
}

// address reads an Ethereum address: 0x and 40 hex digits, with a right EIP-55
// checksum where upper and lower case are mixed, and not zero.
func (o *object) address(key string, into *common.Address) {
	var hex string
	n := o.values[key]
	if !o.text(key, &hex) || n == nil {
		return
	}
	a, err := ParseAddress(hex)
	if err != nil {
		o.r.fault(n, "%s: %s: %v", o.at(key), quote(n), err)
		return
	}
	*into = a
}

// ParseAddress reads the address of an account or contract. One in mixed case
// must have the right checksum (EIP-55), and the zero address is refused.
func ParseAddress(text string) (common.Address, error) {
	digits, prefixed := strings.CutPrefix(text, "0x")
	a := common.HexToAddress(text)
	oneCase := digits == strings.ToLower(digits) || digits == strings.ToUpper(digits)
	switch {
	case !prefixed || !common.IsHexAddress(text):
		return a, errors.New("want an address: 0x and 40 hex digits")
	case !oneCase && text != a.Hex():
		return a, errors.New("wrong checksum (EIP-55): a digit is mistyped; copy it again")
	case a == common.Address{}:
		return a, errors.New("the zero address: money sent there is lost")
	}
	return a, nil
}

func (o *object) listen(key string, into *string) bool {
	return o.parsed(key, "an address to listen on, such as \":8402\" or \"127.0.0.1:8402\"", func(s string) bool {
		return validListen(s) && store(into, s)
	})
}

func validListen(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	if err != nil {
		return false
	}
	_, err = netip.ParseAddr(host)
	return err == nil || host == "" || validHost(host)
}

// loopback reports whether a listen address or URL host is literally loopback.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// validHost reports whether s is a host name. Names whose last label is a
// number are refused: resolvers read 2852039166, 0xa9fea9fe and 127.1 as
// addresses (WHATWG URL, section 3.5).
func validHost(s string) bool {
	name := strings.TrimSuffix(s, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	numeric := strings.Trim(last, "0123456789") == "" || hexPattern.MatchString(last)
	return len(name) <= 253 && !numeric && hostPattern.MatchString(name)
}

// parseURL reads an absolute http or https URL without credentials, query and
// fragment; why says what is wrong with it.
func parseURL(s string) (u *url.URL, why string) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, "want an absolute URL, such as https://api.example.com"
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "the scheme must be http or https, as in https://api.example.com"
	case u.Host == "":
		return nil, "the URL names no host; write it as in https://api.example.com"
	}
	_, ipErr := netip.ParseAddr(u.Hostname())
	port := u.Port()
	n, portErr := strconv.ParseUint(port, 10, 16)
	switch {
	case u.User != nil:
		return nil, "no user and password in a URL: credentials belong in headers"
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#"):
		return nil, "no query and no fragment here"
	case port != "" && (portErr != nil || n == 0), strings.HasSuffix(u.Host, ":"):
		return nil, "the port must be from 1 to 65535"
	case ipErr != nil && !validHost(u.Hostname()):
		return nil, "the host is neither a name nor an address"
	}
	return u, ""
}
