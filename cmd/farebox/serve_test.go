package main

import (
	"slices"
	"testing"

	"github.com/farebox/farebox/cmd/farebox/config"
)

// A reload names what it cannot take over, and nothing else.
func TestNeedRestart(t *testing.T) {
	old := config.Config{Listen: ":8402", Chain: &config.Chain{Network: "eip155:1"}}
	for name, test := range map[string]struct {
		change func(*config.Config)
		want   []string
	}{
		"nothing": {func(c *config.Config) { c.Chain = &config.Chain{Network: "eip155:1"} }, nil},
		"routes":  {func(c *config.Config) { c.Routes = []config.Route{{Name: "r"}} }, nil},
		"listen":  {func(c *config.Config) { c.Listen = ":9000" }, []string{"listen"}},
		"two": {func(c *config.Config) {
			c.PublicURL, c.Chain = "https://api.example.com", &config.Chain{Network: "eip155:2"}
		}, []string{"public_url", "chain"}},
	} {
		next := old
		test.change(&next)
		if got := needRestart(&old, &next); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
