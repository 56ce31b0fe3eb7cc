package config_test

import (
	"strings"
	"testing"

	"github.com/farebox/farebox/cmd/farebox/config"
)

func TestExternalSigner(t *testing.T) {
	const address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
	for name, test := range map[string]struct{ signer, fault string }{
		"whole":         {`{url: "http://127.0.0.1:8550/secretpath", address: "` + address + `"}`, ""},
		"two keys":      {`{url: "http://127.0.0.1:8550", address: "` + address + `", keystore: "k"}`, "chain.signer.keystore: the signer at url keeps the key"},
		"no address":    {`{url: "http://127.0.0.1:8550"}`, "chain.signer.address: missing"},
		"bad address":   {`{url: "http://127.0.0.1:8550", address: "` + address[:41] + `9"}`, "wrong checksum"},
		"a socket":      {`{url: "/run/clef.ipc", address: "` + address + `"}`, "chain.signer.url: want an http or https URL"},
		"neither":       {`{}`, "chain.signer.keystore: missing"},
		"address alone": {`{keystore: "k", password_file: "p", address: "` + address + `"}`, "chain.signer.address"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(route("meter: call, price: call"), `{keystore: "k", password_file: "p"}`, test.signer, 1)
			c, _, err := config.Parse("f", []byte(text), testEnv())
			if test.fault != "" {
				if err == nil || !strings.Contains(err.Error(), test.fault) {
					t.Errorf("%v, want %s", err, test.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if c.Chain.Signer.URL.Reveal() != "http://127.0.0.1:8550/secretpath" || c.Chain.Signer.Address.Hex() != address {
				t.Errorf("signer %+v", c.Chain.Signer)
			}
			effective, err := c.Effective()
			shown := string(effective)
			if err != nil || strings.Contains(shown, "secretpath") || !strings.Contains(shown, "http://127.0.0.1:8550/***") || !strings.Contains(shown, address) {
				t.Errorf("effective configuration: %v\n%s", err, shown)
			}
		})
	}
}
