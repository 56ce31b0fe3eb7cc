package token_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/token"
)

// forgery is one token that must be refused, with the reason.
type forgery struct {
	name string
	raw  string
	want error
}

func hs256(key []byte) signFunc {
	return func(in string) []byte {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(in))
		return m.Sum(nil)
	}
}

func constant(sig []byte) signFunc { return func(string) []byte { return sig } }

// refuse checks each forgery and that nobody was asked anything.
func refuse(t *testing.T, f *fixture, servers []*keyServer, cases []forgery) {
	t.Helper()
	var before int64
	for _, s := range servers {
		before += s.fetches.Load()
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			id, err := f.Verify(context.Background(), c.raw)
			if !errors.Is(err, c.want) || !errors.Is(err, token.ErrInvalid) || id != (token.Identity{}) {
				t.Errorf("got %+v, %v; want %v", id, err, c.want)
			}
			f.Settle()
			var after int64
			for _, s := range servers {
				after += s.fetches.Load()
			}
			if after != before {
				t.Errorf("%d outbound fetches", after-before)
				before = after
			}
		})
	}
}

// Every case is signed by the gateway's own key (unless the signature is the
// fault), so that only the fault named can be what refuses it.
func TestForgeriesOfOwnTokens(t *testing.T) {
	trap := newKeyServer(t, keySet(jwkEd("evil", keyPairs().other)))
	f := newFixture(t, trap.issuer("acme"))
	private, kid := f.signingKey(t)
	public := private.Public().(ed25519.PublicKey)
	der, _ := x509.MarshalPKIXPublicKey(public)
	own := signEd(private)
	header := func(format string, args ...any) string {
		return fmt.Sprintf(`{"typ":"at+jwt","kid":%q,`, kid) + fmt.Sprintf(format, args...) + `}`
	}
	good := header(`"alg":"EdDSA"`)
	const stranger = `{"typ":"at+jwt","alg":"EdDSA","kid":"evil"}`
	body := func(change map[string]any) string { return claims(f.clock, "farebox", change) }
	exp := func(v string) string {
		return strings.Replace(body(nil), fmt.Sprintf(`"exp":%d`, f.clock.Now().Unix()+3600), `"exp":`+v, 1)
	}
	now := f.clock.Now().Unix()

	if _, err := f.Verify(context.Background(), forge(good, body(nil), own)); err != nil {
		t.Fatalf("the template of all cases: %v", err)
	}
	valid := forge(good, body(map[string]any{"jti": "fresh"}), own)
	dot := strings.LastIndex(valid, ".")

	refuse(t, f, []*keyServer{trap}, []forgery{
		{"empty", "", token.ErrMalformed},
		{"one part", "abc", token.ErrMalformed},
		{"two dots alone", "..", token.ErrMalformed},
		{"1 MB of dots", strings.Repeat(".", 1<<20), token.ErrMalformed},
		{"8 KiB of dots", strings.Repeat(".", 8<<10), token.ErrMalformed},
		{"over the size cap", forge(good, body(map[string]any{"pad": strings.Repeat("a", 8<<10)}), own), token.ErrMalformed},
		{"nested JWE, five parts", b64([]byte(`{"alg":"dir","enc":"A256GCM","zip":"DEF"}`)) + "..aaaa.bbbb.cccc", token.ErrMalformed},
		{"JWE header in three parts", forge(header(`"alg":"EdDSA","enc":"A256GCM"`), body(nil), own), token.ErrHeader},
		{"nested JWT by cty", forge(header(`"alg":"EdDSA","cty":"JWT"`), body(nil), own), token.ErrHeader},
		{"compressed", forge(header(`"alg":"EdDSA","zip":"DEF"`), body(nil), own), token.ErrHeader},
		{"alg none", forge(header(`"alg":"none"`), body(nil), constant(nil)), token.ErrAlgorithm},
		{"alg NONE", forge(header(`"alg":"NONE"`), body(nil), constant(nil)), token.ErrAlgorithm},
		{"alg nOnE with a signature", forge(header(`"alg":"nOnE"`), body(nil), own), token.ErrAlgorithm},
		{"alg missing", forge(fmt.Sprintf(`{"typ":"at+jwt","kid":%q}`, kid), body(nil), own), token.ErrHeader},
		{"alg number", forge(header(`"alg":1`), body(nil), own), token.ErrHeader},
		{"alg array", forge(header(`"alg":["EdDSA"]`), body(nil), own), token.ErrHeader},
		{"alg null", forge(header(`"alg":null`), body(nil), own), token.ErrHeader},
		{"alg in other case", forge(header(`"alg":"eddsa"`), body(nil), own), token.ErrAlgorithm},
		{"member name in other case", forge(header(`"ALG":"EdDSA"`), body(nil), own), token.ErrHeader},
		{"HS256 with the raw public key", forge(header(`"alg":"HS256"`), body(nil), hs256(public)), token.ErrAlgorithm},
		{"HS256 with the PEM public key", forge(header(`"alg":"HS256"`), body(nil), hs256(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))), token.ErrAlgorithm},
		{"HS256 with an empty key", forge(header(`"alg":"HS256"`), body(nil), hs256(nil)), token.ErrAlgorithm},
		{"RS256 on the own issuer", forge(header(`"alg":"RS256"`), body(nil), signRS256(keyPairs().rsa)), token.ErrAlgorithm},
		{"ES256 on the own issuer", forge(header(`"alg":"ES256"`), body(nil), signES256(keyPairs().ec)), token.ErrAlgorithm},
		{"embedded jwk", forge(header(`"alg":"EdDSA","jwk":%s`, jwkEd(kid, keyPairs().other)), body(nil), signEd(keyPairs().other)), token.ErrHeader},
		{"jku", forge(header(`"alg":"EdDSA","jku":%q`, trap.URL), body(nil), own), token.ErrHeader},
		{"jku to metadata", forge(header(`"alg":"EdDSA","jku":"http://169.254.169.254/latest"`), body(nil), own), token.ErrHeader},
		{"x5u", forge(header(`"alg":"EdDSA","x5u":%q`, trap.URL), body(nil), own), token.ErrHeader},
		{"x5c", forge(header(`"alg":"EdDSA","x5c":["AAAA"]`), body(nil), own), token.ErrHeader},
		{"crit", forge(header(`"alg":"EdDSA","crit":["exp"],"exp":1`), body(nil), own), token.ErrHeader},
		{"crit empty", forge(header(`"alg":"EdDSA","crit":[]`), body(nil), own), token.ErrHeader},
		{"b64 false", forge(header(`"alg":"EdDSA","b64":false,"crit":["b64"]`), body(nil), own), token.ErrHeader},
		{"b64 false without crit", forge(header(`"alg":"EdDSA","b64":false`), body(nil), own), token.ErrHeader},
		{"kid missing", forge(`{"typ":"at+jwt","alg":"EdDSA"}`, body(nil), own), token.ErrHeader},
		{"kid number", forge(`{"typ":"at+jwt","alg":"EdDSA","kid":0}`, body(nil), own), token.ErrHeader},
		{"kid unknown", forge(`{"typ":"at+jwt","alg":"EdDSA","kid":"other"}`, body(nil), own), token.ErrKey},
		{"kid path", forge(`{"typ":"at+jwt","alg":"EdDSA","kid":"../../../../dev/null"}`, body(nil), own), token.ErrKey},
		{"kid SQL", forge(`{"typ":"at+jwt","alg":"EdDSA","kid":"x' UNION SELECT 'key';--"}`, body(nil), own), token.ErrHeader},
		{"kid NUL", forge(`{"typ":"at+jwt","alg":"EdDSA","kid":"`+kid+`\u0000"}`, body(nil), own), token.ErrHeader},
		{"kid with line break", forge(`{"typ":"at+jwt","alg":"EdDSA","kid":"a\r\nlevel=ERROR"}`, body(nil), own), token.ErrHeader},
		{"kid of 10 kB is over the cap", forge(fmt.Sprintf(`{"typ":"at+jwt","alg":"EdDSA","kid":%q}`, strings.Repeat("k", 10<<10)), body(nil), own), token.ErrMalformed},
		{"kid of 300 bytes", forge(fmt.Sprintf(`{"typ":"at+jwt","alg":"EdDSA","kid":%q}`, strings.Repeat("k", 300)), body(nil), own), token.ErrHeader},
		{"empty signature", valid[:dot+1], token.ErrSignature},
		{"zero signature", forge(good, body(nil), constant(make([]byte, 64))), token.ErrSignature},
		{"signature of another key", forge(good, body(nil), signEd(keyPairs().other)), token.ErrSignature},
		{"signature cut", forge(good, body(nil), func(in string) []byte { return own(in)[:63] }), token.ErrSignature},
		{"signature with a byte more", forge(good, body(nil), func(in string) []byte { return append(own(in), 0) }), token.ErrSignature},
		{"signature with S plus the group order", forge(good, body(nil), func(in string) []byte { return addOrder(own(in)) }), token.ErrSignature},
		{"signature of other claims", forge(good, body(map[string]any{"sub": "admin"}), func(string) []byte { return own(valid[:dot]) }), token.ErrSignature},
		{"padding", valid + "=", token.ErrMalformed},
		{"line break inside", valid[:10] + "\n" + valid[10:], token.ErrMalformed},
		{"space before", " " + valid, token.ErrMalformed},
		{"standard alphabet", strings.Replace(valid, valid[:3], "+/A", 1), token.ErrMalformed},
		{"spare bits set", respell(valid), token.ErrMalformed},
		{"duplicate claim", forge(good, strings.Replace(body(nil), `{`, `{"sub":"admin",`, 1), own), token.ErrMalformed},
		{"duplicate claim by escape", forge(good, strings.Replace(body(nil), `{`, `{"\u0073ub":"admin",`, 1), own), token.ErrMalformed},
		{"duplicate nested claim", forge(good, strings.Replace(body(nil), `{`, `{"x":{"a":1,"a":2},`, 1), own), token.ErrMalformed},
		{"duplicate header member", forge(header(`"alg":"EdDSA","alg":"none"`), body(nil), own), token.ErrMalformed},
		{"invalid UTF-8", forge(good, strings.Replace(body(nil), "robot-1", "robot\xff", 1), own), token.ErrMalformed},
		{"trailing data", forge(good, body(nil)+`{}`, own), token.ErrMalformed},
		{"claims are an array", forge(good, `[`+body(nil)+`]`, own), token.ErrMalformed},
		{"claims are null", forge(good, `null`, own), token.ErrMalformed},
		{"claims empty", forge(good, ``, own), token.ErrMalformed},
		{"deep nesting", forge(good, strings.Replace(body(nil), `{`, `{"x":`+strings.Repeat("[", 1000)+strings.Repeat("]", 1000)+`,`, 1), own), token.ErrMalformed},
		{"exp string", forge(good, exp(`"4102444800"`), own), token.ErrClaims},
		{"exp float", forge(good, exp(`4102444800.5`), own), token.ErrClaims},
		{"exp 1e400", forge(good, exp(`1e400`), own), token.ErrClaims},
		{"exp 4e9", forge(good, exp(`4e9`), own), token.ErrClaims},
		{"exp negative", forge(good, exp(`-1`), own), token.ErrClaims},
		{"exp past int64", forge(good, exp(`92233720368547758080`), own), token.ErrClaims},
		{"exp at the end of int64", forge(good, exp(`9223372036854775807`), own), token.ErrClaims},
		{"exp null", forge(good, exp(`null`), own), token.ErrClaims},
		{"exp array", forge(good, exp(`[4102444800]`), own), token.ErrClaims},
		{"exp missing", forge(good, body(map[string]any{"exp": nil}), own), token.ErrClaims},
		{"exp zero", forge(good, exp(`0`), own), token.ErrExpired},
		{"exp 61 s ago", forge(good, body(map[string]any{"exp": now - 61}), own), token.ErrExpired},
		{"nbf 61 s ahead", forge(good, body(map[string]any{"nbf": now + 61}), own), token.ErrNotYet},
		{"nbf string", forge(good, body(map[string]any{"nbf": "0"}), own), token.ErrClaims},
		{"iat 61 s ahead", forge(good, body(map[string]any{"iat": now + 61}), own), token.ErrNotYet},
		{"iat float", forge(good, body(map[string]any{"iat": 1.5}), own), token.ErrClaims},
		{"aud missing", forge(good, body(map[string]any{"aud": nil}), own), token.ErrAudience},
		{"aud other", forge(good, body(map[string]any{"aud": "other"}), own), token.ErrAudience},
		{"aud array on an own token", forge(good, body(map[string]any{"aud": []string{"farebox"}}), own), token.ErrAudience},
		{"aud null", forge(good, strings.Replace(body(nil), `"aud":"farebox"`, `"aud":null`, 1), own), token.ErrAudience},
		{"aud in other case", forge(good, body(map[string]any{"aud": "Farebox"}), own), token.ErrAudience},
		{"iss missing", forge(good, body(map[string]any{"iss": nil}), own), token.ErrClaims},
		{"iss array", forge(good, body(map[string]any{"iss": []string{"farebox"}}), own), token.ErrClaims},
		{"iss unknown", forge(stranger, body(map[string]any{"iss": "https://evil.example"}), own), token.ErrIssuer},
		{"iss a URL of the attacker", forge(stranger, body(map[string]any{"iss": trap.URL}), own), token.ErrIssuer},
		{"iss unknown, with the name of our key", forge(good, body(map[string]any{"iss": "https://evil.example"}), signEd(keyPairs().other)), token.ErrSignature},
		{"sub missing", forge(good, body(map[string]any{"sub": nil}), own), token.ErrSubject},
		{"sub number", forge(good, body(map[string]any{"sub": 7}), own), token.ErrSubject},
		{"sub with line break", forge(good, body(map[string]any{"sub": "a\r\nb"}), own), token.ErrSubject},
		{"jti missing", forge(good, body(map[string]any{"jti": nil}), own), token.ErrClaims},
		{"typ missing", forge(fmt.Sprintf(`{"alg":"EdDSA","kid":%q}`, kid), body(nil), own), token.ErrType},
		{"typ JWT", forge(fmt.Sprintf(`{"typ":"JWT","alg":"EdDSA","kid":%q}`, kid), body(nil), own), token.ErrType},
		{"typ of a receipt", forge(fmt.Sprintf(`{"typ":"receipt+jwt","alg":"EdDSA","kid":%q}`, kid), body(nil), own), token.ErrType},
		{"typ number", forge(fmt.Sprintf(`{"typ":1,"alg":"EdDSA","kid":%q}`, kid), body(nil), own), token.ErrHeader},
	})
}

// addOrder adds the group order to S: the second spelling that RFC 8032,
// section 5.1.7, tells verifiers to refuse.
func addOrder(sig []byte) []byte {
	order := []byte{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 31: 0x10}
	carry := 0
	for i := range order {
		carry += int(sig[32+i]) + int(order[i])
		sig[32+i] = byte(carry)
		carry >>= 8
	}
	return sig
}

// respell sets a spare bit of the last character (64 bytes leave four).
func respell(raw string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	i := strings.IndexByte(alphabet, raw[len(raw)-1])
	return raw[:len(raw)-1] + string(alphabet[i|1])
}

func TestForgeriesOfForeignTokens(t *testing.T) {
	k := keyPairs()
	acmeKeys := newKeyServer(t, keySet(jwkRSA("rsa", "RS256", &k.rsa.PublicKey), jwkEC("ec", &k.ec.PublicKey), jwkEd("ed", k.ed),
		strings.Replace(jwkEd("receipt", k.other), `"sig"`, `"receipt"`, 1)))
	bravoKeys := newKeyServer(t, keySet(jwkEd("bravo-ed", k.other)))
	acme, bravo := acmeKeys.issuer("acme"), bravoKeys.issuer("bravo")
	f := newFixture(t, acme, bravo)
	_, ownKid := f.signingKey(t)
	body := func(change map[string]any) string { return claims(f.clock, acme.Issuer, change) }
	header := func(alg, kid string) string { return fmt.Sprintf(`{"alg":%q,"kid":%q}`, alg, kid) }
	der, _ := x509.MarshalPKIXPublicKey(&k.rsa.PublicKey)
	pemRSA := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	ecDER, _ := x509.MarshalPKIXPublicKey(&k.ec.PublicKey)
	pemEC := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: ecDER})

	for _, c := range []struct {
		name, raw, agent string
	}{
		{"RS256", forge(header("RS256", "rsa"), body(nil), signRS256(k.rsa)), "acme:robot-1"},
		{"ES256", forge(header("ES256", "ec"), body(nil), signES256(k.ec)), "acme:robot-1"},
		{"EdDSA, typ and aud array", forge(`{"typ":"application/AT+jwt","alg":"EdDSA","kid":"ed","x5t":"ignored"}`, body(map[string]any{"aud": []string{"https://other.example", "farebox"}}), signEd(k.ed)), "acme:robot-1"},
		{"no jti, nbf, iat", forge(header("EdDSA", "ed"), body(map[string]any{"jti": nil, "nbf": nil, "iat": nil, "sub": "auth0|5f@x.y"}), signEd(k.ed)), "acme:auth0|5f@x.y"},
		{"second issuer", forge(header("EdDSA", "bravo-ed"), claims(f.clock, bravo.Issuer, nil), signEd(k.other)), "bravo:robot-1"},
	} {
		id, err := f.Verify(context.Background(), c.raw)
		if err != nil || id.Agent != c.agent || id.Plan != "standard" || !strings.HasPrefix(id.JTI, id.Issuer+":") {
			t.Fatalf("%s: %+v, %v", c.name, id, err)
		}
	}

	f.clock.add(2 * time.Minute) // a fetch is due again: no rate limit hides one
	refuse(t, f, []*keyServer{acmeKeys, bravoKeys}, []forgery{
		{"alg none", forge(header("none", "rsa"), body(nil), constant(nil)), token.ErrAlgorithm},
		{"HS256 with the RSA public key", forge(header("HS256", "rsa"), body(nil), hs256(pemRSA)), token.ErrAlgorithm},
		{"HS256 with the EC public key", forge(header("HS256", "ec"), body(nil), hs256(pemEC)), token.ErrAlgorithm},
		{"HS512 with the EdDSA public key", forge(header("HS512", "ed"), body(nil), hs256(k.ed.Public().(ed25519.PublicKey))), token.ErrAlgorithm},
		{"PS256 with a key pinned to RS256", forge(header("PS256", "rsa"), body(nil), signPS256(k.rsa)), token.ErrAlgorithm},
		{"ES256 naming an RSA key", forge(header("ES256", "rsa"), body(nil), signES256(k.ec)), token.ErrAlgorithm},
		{"ES384 naming a P-256 key", forge(header("ES384", "ec"), body(nil), constant([]byte(strings.Repeat("s", 96)))), token.ErrAlgorithm},
		{"EdDSA naming an EC key", forge(header("EdDSA", "ec"), body(nil), signEd(k.ed)), token.ErrAlgorithm},
		{"psychic signature", forge(header("ES256", "ec"), body(nil), constant(make([]byte, 64))), token.ErrSignature},
		{"psychic r", forge(header("ES256", "ec"), body(nil), func(in string) []byte { return append(make([]byte, 32), signES256(k.ec)(in)[32:]...) }), token.ErrSignature},
		{"psychic s", forge(header("ES256", "ec"), body(nil), func(in string) []byte { return append(signES256(k.ec)(in)[:32], make([]byte, 32)...) }), token.ErrSignature},
		{"r and s are the group order", forge(header("ES256", "ec"), body(nil), constant(orderTwice(k.ec))), token.ErrSignature},
		{"DER where P1363 is due", forge(header("ES256", "ec"), body(nil), signES256DER(k.ec)), token.ErrSignature},
		{"DER cut to 64 bytes", forge(header("ES256", "ec"), body(nil), func(in string) []byte { return signES256DER(k.ec)(in)[:64] }), token.ErrSignature},
		{"empty signature", forge(header("RS256", "rsa"), body(nil), constant(nil)), token.ErrSignature},
		{"short RSA signature", forge(header("RS256", "rsa"), body(nil), constant(make([]byte, 128))), token.ErrSignature},
		{"RSA signature of zeros", forge(header("RS256", "rsa"), body(nil), constant(make([]byte, 256))), token.ErrSignature},
		{"key of issuer B on a token of issuer A", forge(header("EdDSA", "bravo-ed"), body(map[string]any{"aud": "other"}), signEd(k.other)), token.ErrAudience},
		{"key of issuer B under the kid of issuer A", forge(header("EdDSA", "ed"), body(nil), signEd(k.other)), token.ErrSignature},
		{"key of a foreign issuer on an own token", forge(`{"typ":"at+jwt","alg":"EdDSA","kid":"ed"}`, claims(f.clock, "farebox", nil), signEd(k.ed)), token.ErrKey},
		{"foreign key under the own kid", forge(fmt.Sprintf(`{"typ":"at+jwt","alg":"EdDSA","kid":%q}`, ownKid), claims(f.clock, "farebox", nil), signEd(k.ed)), token.ErrSignature},
		{"kid path", forge(header("EdDSA", "../../jwks.json"), body(nil), signEd(k.ed)), token.ErrKey},
		{"kid absolute path", forge(header("EdDSA", "/dev/null"), body(nil), signEd(k.ed)), token.ErrKey},
		{"kid statement", forge(header("EdDSA", "x'||(select(1))--"), body(nil), signEd(k.ed)), token.ErrKey},
		{"kid query", forge(header("EdDSA", "ed?alg=none"), body(nil), signEd(k.ed)), token.ErrKey},
		{"kid NUL", forge(`{"alg":"EdDSA","kid":"ed\u0000"}`, body(nil), signEd(k.ed)), token.ErrHeader},
		{"jku of the issuer itself", forge(`{"alg":"EdDSA","kid":"new","jku":"`+acme.JWKSURL+`"}`, body(nil), signEd(k.other)), token.ErrHeader},
		{"unknown kid, wrong audience", forge(header("EdDSA", "new"), body(map[string]any{"aud": "other"}), signEd(k.other)), token.ErrAudience},
		{"unknown kid, expired", forge(header("EdDSA", "new"), body(map[string]any{"exp": 1}), signEd(k.other)), token.ErrExpired},
		{"unknown kid, bad alg", forge(header("HS256", "new"), body(nil), hs256(nil)), token.ErrAlgorithm},
		{"unknown kid, bad sub", forge(header("EdDSA", "new"), body(map[string]any{"sub": "a b"}), signEd(k.other)), token.ErrSubject},
		{"typ of a logout token", forge(`{"typ":"logout+jwt","alg":"EdDSA","kid":"ed"}`, body(nil), signEd(k.ed)), token.ErrType},
		{"typ of a proof of possession", forge(`{"typ":"dpop+jwt","alg":"EdDSA","kid":"ed"}`, body(nil), signEd(k.ed)), token.ErrType},
		{"token bound to a key", forge(header("EdDSA", "ed"), body(map[string]any{"cnf": map[string]any{"jkt": "x"}}), signEd(k.ed)), token.ErrClaims},
		{"aud array without us", forge(header("EdDSA", "ed"), body(map[string]any{"aud": []string{"a", "b"}}), signEd(k.ed)), token.ErrAudience},
		{"aud array empty", forge(header("EdDSA", "ed"), body(map[string]any{"aud": []string{}}), signEd(k.ed)), token.ErrAudience},
		{"aud array of mixed types", forge(header("EdDSA", "ed"), body(map[string]any{"aud": []any{"farebox", 1}}), signEd(k.ed)), token.ErrAudience},
		{"aud array nested", forge(header("EdDSA", "ed"), body(map[string]any{"aud": []any{[]string{"farebox"}}}), signEd(k.ed)), token.ErrAudience},
		{"aud object", forge(header("EdDSA", "ed"), body(map[string]any{"aud": map[string]any{"farebox": true}}), signEd(k.ed)), token.ErrAudience},
		{"sub like a payer", forge(header("EdDSA", "ed"), body(map[string]any{"sub": "84532:0xabc"}), signEd(k.ed)), token.ErrSubject},
		{"sub with a slash", forge(header("EdDSA", "ed"), body(map[string]any{"sub": "../admin"}), signEd(k.ed)), token.ErrSubject},
		{"sub with terminal codes", forge(header("EdDSA", "ed"), body(map[string]any{"sub": "\x1b[2J"}), signEd(k.ed)), token.ErrSubject},
		{"sub of another script", forge(header("EdDSA", "ed"), body(map[string]any{"sub": "аdmin"}), signEd(k.ed)), token.ErrSubject},
		{"sub of 129 bytes", forge(header("EdDSA", "ed"), body(map[string]any{"sub": strings.Repeat("s", 129)}), signEd(k.ed)), token.ErrSubject},
		{"sub empty", forge(header("EdDSA", "ed"), body(map[string]any{"sub": ""}), signEd(k.ed)), token.ErrSubject},
		{"jti number", forge(header("EdDSA", "ed"), body(map[string]any{"jti": 1}), signEd(k.ed)), token.ErrClaims},
	})

	// These name plausible kids that the issuer lacks: the one fetch that is
	// due goes to the configured address, finds no key and is not repeated.
	f.clock.add(2 * time.Minute)
	before := acmeKeys.fetches.Load()
	for range 5 {
		for _, raw := range []string{
			forge(header("EdDSA", "bravo-ed"), body(nil), signEd(k.other)),
			forge(header("EdDSA", "receipt"), body(nil), signEd(k.other)),
		} {
			if _, err := f.Verify(context.Background(), raw); !errors.Is(err, token.ErrKey) {
				t.Errorf("key of issuer B, or a receipt key, on a token of issuer A: %v", err)
			}
		}
	}
	if n := acmeKeys.fetches.Load() - before; n != 1 {
		t.Errorf("%d fetches for unknown kids within a minute, want 1", n)
	}
	if n := bravoKeys.fetches.Load(); n != 1 {
		t.Errorf("issuer B was asked %d times, want once", n)
	}
}

func orderTwice(k *ecdsa.PrivateKey) []byte {
	n := k.Params().N.FillBytes(make([]byte, 32))
	return append(n, n...)
}
