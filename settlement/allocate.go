package settlement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// earnings collects what each route may allocate. The first error sticks.
type earnings struct {
	byRoute map[string]money.Amount
	err     error
}

func (e *earnings) add(route string, a money.Amount) {
	sum, err := e.byRoute[route].Add(a)
	e.byRoute[route] = sum
	e.err = errors.Join(e.err, err)
}

func (e *earnings) sub(route string, a money.Amount) {
	diff, err := e.byRoute[route].Sub(a)
	e.byRoute[route] = diff
	e.err = errors.Join(e.err, err)
}

// allocate divides backed revenue: for each split the sum over its routes of
// revenue, less what payers still owe for it, less what live batches allocate
// already, floored to the asset's base units. A payment of this batch, or paid
// by a live one, is owed no more. A route with a loss lowers its split's sum.
func (c *Config) allocate(balances map[metering.Account]money.Amount, owed map[string]Debt, rows []Row, live []*batch) ([]Portion, error) {
	e := earnings{byRoute: make(map[string]money.Amount)}
	for account, balance := range balances {
		route, ok := strings.CutPrefix(string(account), "revenue:")
		if ok && !strings.HasSuffix(route, ":granted") {
			e.add(route, balance)
		}
	}
	for route, d := range owed {
		e.sub(route, d.Amount)
	}
	for i := range rows {
		if rows[i].Purpose == metering.PurposeCall {
			e.add(rows[i].Route, rows[i].Amount)
		}
	}
	for _, b := range live {
		skipped := b.skips()
		for i := range b.sealed.Rows {
			row := &b.sealed.Rows[i]
			if _, lost := skipped[row.Seq]; !lost && row.Purpose == metering.PurposeCall {
				e.add(row.Route, row.Amount)
			}
		}
		shares, err := b.shares(c.Decimals)
		e.err = errors.Join(e.err, err)
		for _, s := range shares {
			e.sub(s.Route, s.Amount)
		}
	}
	if e.err != nil {
		return nil, fmt.Errorf("sum revenue: %w", e.err)
	}
	return c.divide(e.byRoute)
}

// divide makes one portion for each split whose routes have something to give.
func (c *Config) divide(byRoute map[string]money.Amount) ([]Portion, error) {
	routes := make(map[uint32][]string)
	for route := range byRoute {
		split := c.SplitOf(route)
		routes[split] = append(routes[split], route)
	}
	var portions []Portion
	for split, names := range routes {
		slices.Sort(names)
		var sum money.Amount
		var err error
		for _, name := range names {
			sum, err = sum.Add(byRoute[name])
			if err != nil {
				return nil, fmt.Errorf("sum revenue of split %d: %w", split, err)
			}
		}
		units, _ := sum.BaseUnits(c.Decimals)
		if units.Sign() <= 0 {
			continue
		}
		total, err := money.FromBaseUnits(units, c.Decimals)
		if err != nil {
			return nil, fmt.Errorf("floor revenue of split %d: %w", split, err)
		}
		amount, _ := metering.BaseUnitsOf(total, c.Decimals)
		p := Portion{Allocation: Allocation{Split: split, Amount: amount}}
		for _, name := range names {
			part := money.Min(byRoute[name], total)
			if part.Sign() <= 0 {
				continue
			}
			p.Shares = append(p.Shares, Share{Route: name, Amount: part})
			total, _ = total.Sub(part) // Part is at most total.
		}
		portions = append(portions, p)
	}
	slices.SortFunc(portions, func(a, b Portion) int { return int(int64(a.Split) - int64(b.Split)) })
	return portions, nil
}

// splitShare is a share with the split it goes to.
type splitShare struct {
	Share
	split uint32
}

// shares returns what the chain really allocated, by route: shares in order
// until the allocated amount is reached. What did not fit stays in revenue, and
// so joins the next batch. Before the batch is mined that is what was asked.
func (b *batch) shares(decimals uint8) ([]splitShare, error) {
	var out []splitShare
	for _, p := range b.sealed.Portions {
		units := p.Amount
		if b.mined != nil {
			units = allocatedTo(b.mined.Allocated, p.Split)
		}
		left, err := units.Amount(decimals)
		if err != nil {
			return nil, fmt.Errorf("read allocation to split %d: %w", p.Split, err)
		}
		for _, s := range p.Shares {
			part := money.Min(s.Amount, left)
			if part.Sign() <= 0 {
				break
			}
			out = append(out, splitShare{Share: Share{Route: s.Route, Amount: part}, split: p.Split})
			left, _ = left.Sub(part) // Part is at most left.
		}
		if left.Sign() > 0 {
			return nil, fmt.Errorf("read allocation to split %d: the chain allocated %s more than asked: %w", p.Split, left, ErrOutcome)
		}
	}
	return out, nil
}

func allocatedTo(as []Allocation, split uint32) metering.BaseUnits {
	for _, a := range as {
		if a.Split == split {
			return a.Amount
		}
	}
	return metering.BaseUnits{}
}
