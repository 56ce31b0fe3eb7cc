package e2e_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
)

const (
	upstreamSecret = "sk-upstream-5f1d0c9a7b"
	rpcSecret      = "rpc-key-83ad12f06c"
)

// spoken is all that a gateway and its commands said, by where.
type spoken map[string][]byte

// checkSecrets asserts that none of it is a secret, in any usual spelling.
func (s spoken) checkSecrets(t *testing.T, secrets map[string][]byte) {
	t.Helper()
	for name, secret := range secrets {
		spellings := map[string][]byte{
			"plain": secret, "base64": []byte(base64.StdEncoding.EncodeToString(secret)),
			"base64url": []byte(base64.RawURLEncoding.EncodeToString(secret)), "hex": []byte(hex.EncodeToString(secret)),
			"HEX": []byte(strings.ToUpper(hex.EncodeToString(secret))),
		}
		for where, text := range s {
			for how, spelling := range spellings {
				if bytes.Contains(text, spelling) {
					t.Errorf("%s holds %s (%s)", where, name, how)
				}
			}
		}
	}
}

// TestSecretsStaySecret: the settler's key, the keystore's password, the admin
// token, an agent's token, and what the configuration takes from the environment
// are used, and nowhere shown: not in logs, also of faults, not in the checked
// configuration, metrics, admin API, console, public answers, and not in the
// trace that SIGQUIT prints.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{
		exact: batched, rpcKey: "/v2/" + rpcSecret, headers: `Authorization: "Bearer ${UPSTREAM_KEY}"`,
		env: []string{"UPSTREAM_KEY=" + upstreamSecret},
	})
	all := make(spoken)
	checked := commandIn(t, w.setup.env, "check", "--config", writeConfig(t, w.dir, w.config()))
	if checked.code != 0 || !strings.Contains(checked.stdout, "***") {
		t.Fatalf("check: exit %d: %s%s", checked.code, checked.stdout, checked.stderr)
	}
	all["check"] = []byte(checked.stdout + checked.stderr)
	w.serve(t)
	token, payer := w.newAgent("shop", "1"), w.wallet(firstPayer)

	// Calls that work, and all that can be made to fail.
	w.owes(payer)
	if res := w.ask(request{path: quotePath, token: token}); res.status != http.StatusOK {
		t.Fatalf("status %d: %s", res.status, res.body)
	}
	if got := w.bearer.Load(); got != "Bearer "+upstreamSecret {
		t.Fatalf("the API got the credentials %q", got)
	}
	unsent := payer.mustPay(t, w.offerFor(request{path: quotePath}))
	w.chain.cut.Store(true)
	done := w.settling()
	w.awaitSaid("settlement waits")
	all["a payment without a chain"] = w.answer(request{path: quotePath, payment: unsent})
	all["reconcile without a chain"] = w.adminSays("/api/v1/reconcile")
	w.chain.cut.Store(false)
	<-done
	w.write(strings.ReplaceAll(w.config(), "per-call", "${NO_SUCH_KEY}"))
	w.reload("configuration is not taken over")
	w.origin.Close()
	all["a call without an API"] = w.answer(request{path: quotePath, token: token})
	all["a wrong token"] = w.answer(request{path: quotePath, token: token + "x"})
	all["an offer"] = w.answer(request{path: quotePath})

	for _, path := range []string{
		"/", "/metrics", "/problems", "/api/v1/agents", "/api/v1/agents/shop", "/api/v1/usage?state=released", "/api/v1/usage",
		"/api/v1/settlements", "/api/v1/reconcile", "/api/v1/verify", "/api/v1/invoices", "/api/v1/none",
	} {
		all["admin "+path] = w.adminSays(path)
	}
	for _, path := range []string{"/healthz", "/readyz", "/.well-known/jwks.json", "/farebox/v1/me", "/none"} {
		all["public "+path] = w.answer(request{path: path, token: token})
	}
	signal(t, w.process, syscall.SIGQUIT)
	w.wait()
	if !strings.Contains(w.stderr.String(), "goroutine ") {
		t.Error("SIGQUIT printed no trace")
	}
	all["log and trace"] = []byte(w.stderr.String())
	found, err := filepath.Glob(filepath.Join(w.dir, "data", "admin.json"))
	if err != nil || len(found) != 1 {
		t.Fatalf("admin.json: %v, %v", found, err)
	}
	all["admin.json"], err = os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	all.checkSecrets(t, map[string][]byte{
		"the settler's key": crypto.FromECDSA(w.settler), "the keystore's password": []byte(password),
		"the admin token": []byte(w.AdminToken), "the agent's token": []byte(token), "its signature": []byte(token[strings.LastIndex(token, ".")+1:]),
		"the API's secret": []byte(upstreamSecret), "the chain's secret": []byte(rpcSecret),
	})
}

// answer is what the gateway says to a request: header and body.
func (w *world) answer(r request) []byte {
	w.t.Helper()
	res := w.ask(r)
	var b bytes.Buffer
	_ = res.header.Write(&b) // a buffer takes all
	b.WriteString(res.body)
	return b.Bytes()
}

func (w *world) adminSays(path string) []byte {
	w.t.Helper()
	status, text, err := w.adminDo(http.MethodGet, path, nil)
	if err != nil || status == http.StatusUnauthorized || len(text) == 0 {
		w.t.Fatalf("GET %s: status %d, %v: %q", path, status, err, text)
	}
	return text
}

func signal(t *testing.T, p *process, s os.Signal) {
	t.Helper()
	err := p.cmd.Process.Signal(s)
	if err != nil {
		t.Fatalf("send %s: %v", s, err)
	}
}
