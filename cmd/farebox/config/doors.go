package config

import (
	"errors"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"go.yaml.in/yaml/v3"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/rating"
)

// Ways to pay that later versions will offer.
const (
	acceptBatch = "batch-settlement"
	acceptMPP   = "mpp"
)

// accept reads the ways to pay; those of later versions are named and left out.
func (r *reader) accept(o *object, s *routeState) {
	n := o.get("accept")
	if n == nil {
		if !o.has("accept") {
			s.Accept = []string{AcceptToken}
		}
		return
	}
	at := s.path + ".accept"
	known := []string{AcceptToken, AcceptExact, acceptBatch, acceptMPP}
	var seen []string
	for i, item := range r.list(n, at, len(known)) {
		way, ok := r.text(item, index(at, i))
		switch {
		case !ok:
		case !slices.Contains(known, way):
			r.fault(item, "%s: %s; want some of %s", at, quote(item), strings.Join(known, ", "))
		case slices.Contains(seen, way):
			r.fault(item, "%s: %s stands twice; remove one", at, quote(item))
		case way == acceptBatch || way == acceptMPP:
			r.warn(item, "%s: %s is not offered by this version", at, way)
		case way == AcceptExact && r.exactOffered(item, at):
			s.Accept = append(s.Accept, way)
		case way == AcceptToken:
			s.Accept = append(s.Accept, way)
		}
		seen = append(seen, way)
	}
	switch {
	case n.Kind != yaml.SequenceNode:
	case len(n.Content) == 0:
		r.fault(n, "%s: empty: nobody could pay; want some of %s", at, strings.Join(known, ", "))
	case len(s.Accept) == 0:
		r.warn(n, "%s: nothing that this version offers: every call gets 401", at)
	}
}

// exactOffered checks what a single payment needs besides its price.
func (r *reader) exactOffered(n *yaml.Node, at string) bool {
	c := r.cfg.Chain
	switch {
	case c == nil:
		r.fault(n, "%s: exact needs a chain section: it says which asset is paid, and where", at)
		return false
	case r.cfg.PublicURL == "" && !r.faultAt("public_url"):
		r.fault(n, "%s: exact needs public_url: payers sign for the URL that it gives; set it to the address that agents call", at)
		return false
	}
	return c.Vault != common.Address{}
}

// faultAt reports whether a key's value was refused before, so that what
// follows from it is not reported again.
func (r *reader) faultAt(path string) bool {
	return slices.ContainsFunc(r.faults, func(n Note) bool { return strings.HasPrefix(n.Text, path+":") })
}

// rates checks a route's price against its meter: every kind of usage that the
// meter reports has a price, the dearest call fits an amount, and a single
// payment can state its price before the call.
func (r *reader) rates(o *object, s *routeState, rater metering.Rater) {
	price := o.values["price"]
	kinds := map[string][]metering.Kind{
		MeterCall: {metering.KindCall}, MeterBytes: {metering.KindBytes}, MeterOpenAI: {metering.KindInput, metering.KindOutput},
	}[s.Meter]
	for _, k := range kinds {
		if err := rating.Require(rater, k); err != nil {
			r.fault(price, "%s.price: %s has no figure for %s, which meter %s counts; add it or choose a price of model unit", s.path, s.Price, k, s.Meter)
			return
		}
	}
	if s.Meter == MeterOpenAI && errors.Is(rating.Require(rater, metering.KindCacheRead), metering.ErrUnpriced) {
		r.warn(price, "%s.price: %s has no figure for cache_read: cached input is billed at the input price and flagged", s.path, s.Price)
	}
	if s.Meter == MeterBytes && s.MaxBytes == 0 {
		return // the missing bound is reported
	}
	_, err := rater.Ceiling(nil, r.bound(s))
	switch {
	case errors.Is(err, metering.ErrNoBound):
		r.fault(price, "%s.price: %s has a figure for usage that meter %s does not count, so nothing bounds it: %v; remove it", s.path, s.Price, s.Meter, err)
		return
	case err != nil:
		r.fault(price, "%s.price: the dearest call at %s does not fit an amount; lower the price or the bound", s.path, s.Price)
		return
	}
	if accept := o.values["accept"]; accept != nil && accept.Kind == yaml.SequenceNode {
		r.singlePayment(accept, s, rater)
	}
}

// bound is the most that one call of the route can use.
func (r *reader) bound(s *routeState) metering.Units {
	switch s.Meter {
	case MeterBytes:
		return metering.Count(metering.KindBytes, uint64(s.MaxBytes))
	case MeterOpenAI:
		// One token per byte of input; both limits are at least 1.
		input := metering.Count(metering.KindInput, uint64(r.cfg.Limits.Body))
		return append(input, metering.Count(metering.KindOutput, s.MaxOutputTokens)...)
	default:
		return metering.Count(metering.KindCall, 1)
	}
}

// singlePayment checks that exact can state the price: it is the same for every
// call, known before it, and a whole number of the asset's base units.
func (r *reader) singlePayment(accept *yaml.Node, s *routeState, rater metering.Rater) {
	i := slices.IndexFunc(accept.Content, func(n *yaml.Node) bool { return n.Value == AcceptExact })
	if i < 0 || r.cfg.Chain == nil {
		return
	}
	at := accept.Content[i]
	flat, ok := rater.Flat()
	if s.Meter != MeterCall || !ok {
		r.fault(at, "%s.accept: exact needs a price known before the call: meter call and model unit with at most 12 decimals", s.path)
		return
	}
	decimals := r.cfg.Chain.Asset.Decimals
	switch whole := flat.Round(decimals); {
	case flat.IsZero():
		r.fault(at, "%s.accept: exact cannot pay a price of zero; remove it or set a price", s.path)
	case r.faultAt("chain.asset.decimals"):
	case whole != flat:
		r.fault(at, "%s.accept: exact needs a price in whole base units: %s has more than the asset's %d decimals", s.path, s.Price, decimals)
	case r.cfg.Exact.Mode == "batched" && r.cfg.Exact.CapPerPayer.Less(flat):
		r.warn(at, "%s.accept: the price is above exact.cap_per_payer: it is never taken batched", s.path)
	}
}
