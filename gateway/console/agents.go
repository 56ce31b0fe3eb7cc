package console

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// issued is a new token and what revokes it. The token is shown once: nothing
// keeps it.
type issued struct {
	Token   string    `json:"token"`
	JTI     string    `json:"jti"`
	Expires time.Time `json:"expires"`
}

func (c *Console) listAgents(g *gin.Context) error {
	_, cursor, limit, err := query(g)
	if err != nil {
		return err
	}
	items, next, err := c.cfg.Agents.Agents(g.Request.Context(), cursor, limit)
	if err != nil {
		return err
	}
	writeList(g, items, next)
	return nil
}

// agent returns the agent that a path names.
func (c *Console) agent(g *gin.Context) (metering.Agent, error) {
	id, err := pathID(g)
	if err != nil {
		return metering.Agent{}, problemOf("unknown_agent")
	}
	return c.cfg.Agents.Agent(g.Request.Context(), metering.AgentID(id))
}

func (c *Console) getAgent(g *gin.Context) error {
	a, err := c.agent(g)
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, a)
	return nil
}

func (c *Console) createAgent(g *gin.Context) error {
	var in struct {
		ID     metering.AgentID `json:"id"`
		Plan   string           `json:"plan"`
		Credit *money.Amount    `json:"credit"`
	}
	err := readBody(g, &in)
	if err != nil {
		return err
	}
	if !metering.ValidOwnAgentID(in.ID) {
		return problemOf("invalid_agent_id")
	}
	plan, err := c.plan(in.Plan)
	if err != nil {
		return err
	}
	var credit money.Amount
	if in.Credit != nil {
		credit = *in.Credit
	}
	if credit.Sign() < 0 {
		return problemOf("invalid").with("credit must not be negative")
	}
	ctx := g.Request.Context()
	err = c.cfg.Agents.CreateAgent(ctx, in.ID, plan, credit)
	if errors.Is(err, metering.ErrExists) {
		return problemOf("agent_exists").hinting(fmt.Sprintf("If its token was lost, ask for a new one: POST /api/v1/agents/%s/token.", in.ID))
	}
	if err != nil {
		return err
	}
	c.changed(g, "agent created", string(in.ID), slog.String("plan", plan), slog.String("credit", credit.String()))
	// If we crash here, or this reply is lost, the agent is there without a token:
	// the repeated request answers 409 and says how to get one.
	t, err := c.issue(g, in.ID, c.cfg.TokenTTL)
	if err != nil {
		return err
	}
	a, err := c.cfg.Agents.Agent(ctx, in.ID)
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusCreated, struct {
		metering.Agent
		issued
	}{a, t})
	return nil
}

// plan returns the name of a configured plan; where there is one only, it need
// not be named.
func (c *Console) plan(name string) (string, error) {
	for _, p := range c.cfg.Plans {
		if p == name || name == "" && len(c.cfg.Plans) == 1 {
			return p, nil
		}
	}
	return "", problemOf("unknown_plan").with("plans are " + strings.Join(c.cfg.Plans, ", "))
}

func (c *Console) issue(g *gin.Context, id metering.AgentID, ttl time.Duration) (issued, error) {
	raw, who, err := c.cfg.Tokens.IssueIdentity(string(id), ttl)
	if err != nil {
		return issued{}, err
	}
	c.changed(g, "token issued", string(id), slog.String("jti", who.JTI), slog.Time("expires", who.Expires))
	return issued{Token: raw, JTI: who.JTI, Expires: who.Expires}, nil
}

func (c *Console) issueToken(g *gin.Context) error {
	var in struct {
		TTL string `json:"ttl"`
	}
	err := readBody(g, &in)
	if err != nil {
		return err
	}
	ttl := c.cfg.TokenTTL
	if in.TTL != "" {
		ttl, err = time.ParseDuration(in.TTL)
		if err != nil || ttl < time.Second || ttl > token.MaxTTL {
			return problemOf("invalid").with(fmt.Sprintf("ttl must be a duration such as 720h, from 1s to %s", token.MaxTTL))
		}
	}
	a, err := c.agent(g)
	if err != nil {
		return err
	}
	if !metering.ValidOwnAgentID(a.ID) {
		return problemOf("foreign_agent")
	}
	t, err := c.issue(g, a.ID, ttl)
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusCreated, struct {
		Agent metering.AgentID `json:"agent"`
		issued
	}{a.ID, t})
	return nil
}

func (c *Console) suspendAgent(g *gin.Context) error { return c.setState(g, metering.AgentSuspended) }
func (c *Console) resumeAgent(g *gin.Context) error  { return c.setState(g, metering.AgentActive) }

func (c *Console) setState(g *gin.Context, state metering.AgentState) error {
	var in struct {
		Reason string `json:"reason"`
	}
	err := readBody(g, &in)
	if err != nil {
		return err
	}
	err = checkReason(in.Reason)
	if err != nil {
		return err
	}
	a, err := c.agent(g)
	if err != nil {
		return err
	}
	if a.State != state { // A repeated request leaves no second entry.
		err = c.cfg.Agents.SetAgentState(g.Request.Context(), a.ID, state, in.Reason)
		if err != nil {
			return err
		}
		c.changed(g, "agent set to "+string(state), string(a.ID), slog.String("reason", in.Reason))
	}
	a, err = c.cfg.Agents.Agent(g.Request.Context(), a.ID)
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, a)
	return nil
}

// rotateKeys makes a new signing key. Tokens that older keys signed stay valid.
func (c *Console) rotateKeys(g *gin.Context) error {
	err := readBody(g, &struct{}{})
	if err != nil {
		return err
	}
	err = c.cfg.Tokens.Rotate(c.cfg.Now())
	if err != nil {
		return fmt.Errorf("rotate keys: %w", err)
	}
	c.changed(g, "signing key added", "keys")
	g.PureJSON(http.StatusOK, gin.H{"rotated": true})
	return nil
}
