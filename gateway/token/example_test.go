package token_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/farebox/farebox/gateway/token"
)

func Example() {
	dir, err := os.MkdirTemp("", "farebox")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ring, err := token.OpenRing(token.RingConfig{Dir: filepath.Join(dir, "keys")})
	if err != nil {
		panic(err)
	}
	authority, err := token.New(token.Config{Ring: ring})
	if err != nil {
		panic(err)
	}
	defer authority.Close()
	raw, err := authority.Issue("agent-1", time.Hour)
	if err != nil {
		panic(err)
	}
	id, err := authority.Verify(context.Background(), raw)
	fmt.Println(id.Agent, id.Issuer, err)
	authority.Revoke(id.JTI, id.Expires)
	_, err = authority.Verify(context.Background(), raw)
	fmt.Println(err)
	// Output:
	// agent-1 farebox <nil>
	// token is not valid: it was revoked
}
