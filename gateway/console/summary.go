package console

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// summaryAge is how old the totals may be: any number of open pages costs one
// reading a second.
const summaryAge = time.Second

// summary is the gateway in numbers.
type summary struct {
	Time    time.Time    `json:"time"`
	Asset   asset        `json:"asset"`
	Calls   uint64       `json:"calls"`   // that reached an upstream
	Charged uint64       `json:"charged"` // those of them that cost something
	Revenue money.Amount `json:"revenue"` // charges of all time: paid and granted
	Paid    money.Amount `json:"paid"`    // the part in agents' own money
	Granted money.Amount `json:"granted"` // the part in credit that the operator gave: no money came in for it
	Routes  []routeTotal `json:"routes"`  // ascending by name
	Agents  agentTotals  `json:"agents"`
	Held    money.Amount `json:"held"`      // of the counted agents, for calls in flight
	Owed    money.Amount `json:"unsettled"` // of payments not on chain yet
	// Suspense is money between two accounts. Above zero it was withdrawn and is
	// not paid out, or was received and is not booked; below zero it is credited
	// to agents and not final on chain.
	Suspense money.Amount   `json:"suspense"`
	Journal  journalSummary `json:"journal"`
	Chain    bool           `json:"chain"`      // whether there is one
	Last     *settlementRef `json:"last_batch"` // null before the first
}

type asset struct {
	Symbol   string `json:"symbol"`
	Decimals uint8  `json:"decimals"`
}

type routeTotal struct {
	Route   string       `json:"route"`
	Calls   uint64       `json:"calls"`
	Charged uint64       `json:"charged"`
	Revenue money.Amount `json:"revenue"`
	Paid    money.Amount `json:"paid"`
	Granted money.Amount `json:"granted"`
}

// agentTotals counts at most metering.MaxPage agents; More says that there are
// more of them.
type agentTotals struct {
	Count   int          `json:"count"`
	More    bool         `json:"more"`
	Balance money.Amount `json:"balance"`
}

type journalSummary struct {
	Sequence uint64 `json:"sequence"` // of the last entry: how many there are
	Head     string `json:"head"`
	Full     bool   `json:"full"`
}

type settlementRef struct {
	ID     string           `json:"id"`
	State  settlement.State `json:"state"`
	TxHash string           `json:"tx_hash"`
	Rows   int              `json:"rows"`
	Total  money.Amount     `json:"total"`
	Time   time.Time        `json:"time"`
}

// totals caches the summary, and the traffic of hours that are over.
type totals struct {
	mu      sync.Mutex
	at      time.Time
	last    *summary
	settled map[string]routeTotal // before the hour edge
	edge    time.Time
}

func (c *Console) getSummary(g *gin.Context) error {
	s, err := c.summary(g.Request.Context())
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, s)
	return nil
}

func (c *Console) summary(ctx context.Context) (*summary, error) {
	t := &c.totals
	t.mu.Lock()
	defer t.mu.Unlock()
	now := c.cfg.Now()
	if t.last != nil && !now.Before(t.at) && now.Sub(t.at) < summaryAge {
		return t.last, nil
	}
	s := &summary{
		Time: now.UTC(), Asset: asset{c.cfg.Symbol, c.cfg.Decimals}, Owed: c.cfg.Books.Owed(), Chain: c.cfg.Settlement != nil,
	}
	seq, head := c.cfg.Books.Head()
	s.Journal = journalSummary{Sequence: seq, Head: hex.EncodeToString(head[:]), Full: c.cfg.Books.Full()}
	// What was granted is read before the traffic that holds it, so that it never
	// is more than that.
	granted, err := c.readAccounts(ctx, s)
	if err != nil {
		return nil, err
	}
	err = c.sumTraffic(ctx, now, s)
	if err != nil {
		return nil, fmt.Errorf("sum traffic: %w", err)
	}
	err = s.split(granted)
	if err != nil {
		return nil, fmt.Errorf("split revenue: %w", err)
	}
	err = c.sumAgents(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("sum agents: %w", err)
	}
	if c.cfg.Settlement != nil {
		views, _, err := c.cfg.Settlement.List(ctx, "", 1)
		if err != nil {
			return nil, fmt.Errorf("read last batch: %w", err)
		}
		if len(views) > 0 {
			v := &views[0]
			s.Last = &settlementRef{ID: v.ID, State: v.State, TxHash: v.TxHash, Rows: v.Rows, Total: v.Total, Time: v.Time}
		}
	}
	t.at, t.last = now, s
	return s, nil
}

// sumTraffic adds up all hours, reading only those that can still change: what
// lies an hour behind the running one does not. A clock that went back starts
// over.
func (c *Console) sumTraffic(ctx context.Context, now time.Time, s *summary) error {
	t := &c.totals
	edge := now.UTC().Truncate(time.Hour).Add(-time.Hour)
	if t.settled == nil || edge.Before(t.edge) {
		t.settled, t.edge = make(map[string]routeTotal), time.Unix(0, 0)
	}
	rows, err := c.cfg.Books.Traffic(ctx, t.edge)
	if err != nil {
		return err
	}
	over, live := t.settled, make(map[string]routeTotal)
	if edge.After(t.edge) {
		over = make(map[string]routeTotal, len(t.settled))
		for route, r := range t.settled {
			over[route] = r
		}
	}
	for _, row := range rows {
		if row.Hour.Before(t.edge) {
			continue
		}
		into := live
		if row.Hour.Before(edge) {
			into = over
		}
		err := add(into, row.Route, routeTotal{Calls: row.Calls, Charged: row.Charged, Revenue: row.Charge})
		if err != nil {
			return err
		}
	}
	t.settled, t.edge = over, edge
	for route, r := range over {
		err := add(live, route, r)
		if err != nil {
			return err
		}
	}
	s.Routes = make([]routeTotal, 0, len(live))
	for _, r := range live {
		s.Calls += r.Calls
		s.Charged += r.Charged
		s.Revenue, err = s.Revenue.Add(r.Revenue)
		if err != nil {
			return err
		}
		s.Routes = append(s.Routes, r)
	}
	slices.SortFunc(s.Routes, func(a, b routeTotal) int { return cmp.Compare(a.Route, b.Route) })
	return nil
}

// readAccounts reads suspense and returns what each route earned in given
// credit.
func (c *Console) readAccounts(ctx context.Context, s *summary) (map[metering.Account]money.Amount, error) {
	own, err := c.cfg.Books.Balances(ctx, string(metering.AccountSuspense))
	if err != nil {
		return nil, fmt.Errorf("read suspense: %w", err)
	}
	s.Suspense = own[metering.AccountSuspense]
	earned, err := c.cfg.Books.Balances(ctx, string(metering.RevenueAccount("")))
	if err != nil {
		return nil, fmt.Errorf("read revenue: %w", err)
	}
	return earned, nil
}

// split tells what routes earned in money from what they earned in given
// credit.
func (s *summary) split(earned map[metering.Account]money.Amount) error {
	for i := range s.Routes {
		r := &s.Routes[i]
		r.Granted = earned[metering.GrantedRevenueAccount(r.Route)]
		var errs [2]error
		r.Paid, errs[0] = r.Revenue.Sub(r.Granted)
		s.Granted, errs[1] = s.Granted.Add(r.Granted)
		err := errors.Join(errs[:]...)
		if err != nil {
			return err
		}
	}
	var err error
	s.Paid, err = s.Revenue.Sub(s.Granted)
	return err
}

func add(into map[string]routeTotal, route string, r routeTotal) error {
	sum := into[route]
	revenue, err := sum.Revenue.Add(r.Revenue)
	if err != nil {
		return err
	}
	into[route] = routeTotal{Route: route, Calls: sum.Calls + r.Calls, Charged: sum.Charged + r.Charged, Revenue: revenue}
	return nil
}

func (c *Console) sumAgents(ctx context.Context, s *summary) error {
	agents, next, err := c.cfg.Agents.Agents(ctx, "", metering.MaxPage)
	if err != nil {
		return err
	}
	s.Agents = agentTotals{Count: len(agents), More: next != ""}
	for i := range agents {
		s.Held, err = s.Held.Add(agents[i].Held)
		if err != nil {
			return err
		}
		s.Agents.Balance, err = s.Agents.Balance.Add(agents[i].Balance)
		if err != nil {
			return err
		}
	}
	return nil
}
