package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestServeRefuses: a configuration that does not fit the chain or the key ends
// at once with exit code 2 and one message that says what to do; nothing is
// left running and no trace is printed.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	good := w.config()
	change := func(old, new string) func(*testing.T) string {
		return func(t *testing.T) string {
			t.Helper()
			if !strings.Contains(good, old) {
				t.Fatalf("the configuration has no %q", old)
			}
			return strings.ReplaceAll(good, old, new)
		}
	}
	file := func(name, text string, mode os.FileMode) string {
		at := filepath.Join(t.TempDir(), name)
		err := os.WriteFile(at, []byte(text), mode)
		if err == nil {
			err = os.Chmod(at, mode) // whatever the umask
		}
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	keystore, pass := filepath.Join(w.dir, "settler.json"), filepath.Join(w.dir, "settler.pass")
	tests := []struct {
		name   string
		config func(*testing.T) string
		words  []string
	}{
		{"another chain's id", change("eip155:31337", "eip155:8453"), []string{"8453", "31337", "chain.network"}},
		{"no contract at the vault's address", change(w.vault.Hex(), "0x00000000000000000000000000000000000000aa"), []string{"no contract", "chain.vault"}},
		{"a vault that is none", change("vault: \""+w.vault.Hex(), "vault: \""+w.usdc.Hex()), []string{"not a vault", "chain.vault"}},
		{"a token of another name", change(`name: "USD Coin"`, `name: "USDC"`), []string{"EIP-712", "USD Coin", "chain.asset"}},
		{"a wrong password", change(pass, file("wrong.pass", "guess\n", 0o600)), []string{"password", "chain.signer"}},
		{"a password that others can read", change(pass, file("open.pass", password+"\n", 0o644)), []string{"chmod 600"}},
		{"a keystore that others can read", change(keystore, file("open.json", "{}", 0o644)), []string{"chmod 600"}},
		{"a keystore that is none", change(keystore, file("none.json", "{}", 0o600)), []string{"keystore", "chain.signer"}},
		{"no password file", change(pass, pass+".gone"), []string{"settler.pass.gone", "chain.signer"}},
		{"no keystore", change(keystore, keystore+".gone"), []string{"settler.json.gone", "chain.signer"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := command(t, "serve", "--config", writeConfig(t, t.TempDir(), tt.config(t)))
			if got.code != 2 {
				t.Errorf("exit %d, want 2", got.code)
			}
			says(t, got.stderr, tt.words...)
			if strings.Contains(got.stderr, "goroutine ") || strings.Contains(got.stderr, "guess") || got.stdout != "" {
				t.Errorf("it printed %q and %q", got.stdout, got.stderr)
			}
		})
	}
	t.Run("no such file", func(t *testing.T) {
		got := command(t, "serve", "--config", filepath.Join(t.TempDir(), "none.yaml"))
		if got.code != 2 {
			t.Errorf("exit %d, want 2", got.code)
		}
		says(t, got.stderr, "none.yaml")
	})
	t.Run("no chain", func(t *testing.T) { // passes by itself: no fault of the configuration
		got := command(t, "serve", "--config", writeConfig(t, t.TempDir(), change(w.chain.reach, "http://127.0.0.1:1")(t)))
		if got.code != 1 {
			t.Errorf("exit %d, want 1", got.code)
		}
		says(t, got.stderr, "no endpoint answered", "127.0.0.1:1")
	})
	t.Run("vault deploy", func(t *testing.T) {
		deploy := func(config, owner string) result {
			return command(t, "vault", "deploy", "--config", writeConfig(t, t.TempDir(), config), "--owner", owner,
				"--treasury", w.chain.Accounts[treasury].Address, "--guardian", w.chain.Accounts[guardian].Address)
		}
		height := w.chain.height()
		for _, tt := range []struct {
			name, config, owner string
			words               []string
		}{
			{"the hot key as owner", good, w.settlerAddress(), []string{"must not be the signer", "cold key"}},
			{"no address as owner", good, "me", []string{"--owner"}},
			{"another chain's id", change("eip155:31337", "eip155:8453")(t), w.chain.Accounts[owner].Address, []string{"8453", "chain.network"}},
			{"a wrong password", change(pass, file("wrong.pass", "guess\n", 0o600))(t), w.chain.Accounts[owner].Address, []string{"chain.signer"}},
		} {
			got := deploy(tt.config, tt.owner)
			if got.code != 2 || got.stdout != "" {
				t.Errorf("%s: exit %d with %q, want 2", tt.name, got.code, got.stdout)
			}
			says(t, got.stderr, tt.words...)
		}
		if now := w.chain.height(); now != height {
			t.Errorf("refused deployments made %d blocks", now-height)
		}
	})
}
