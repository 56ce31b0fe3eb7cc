package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
)

// revokeTokens refuses one token of an agent from now on, or all that it has. A
// revocation is journalled before it takes effect, so that it holds over a
// restart.
func (c *Console) revokeTokens(g *gin.Context) error {
	var in struct {
		Token string `json:"token"`
		JTI   string `json:"jti"`
		All   bool   `json:"all"`
	}
	err := readBody(g, &in)
	if err != nil {
		return err
	}
	id, err := pathID(g)
	if err != nil {
		return problemOf("unknown_agent")
	}
	ways := 0
	for _, named := range []bool{in.Token != "", in.JTI != "", in.All} {
		if named {
			ways++
		}
	}
	switch {
	case ways != 1:
		return problemOf("invalid").with("name either token or jti, or say all")
	case in.All:
		return c.revokeAll(g)
	case in.Token != "":
		return c.revokeRaw(g, id, in.Token)
	case checkReason(in.JTI) != nil:
		return problemOf("invalid").with(fmt.Sprintf("jti must be at most %d bytes of printable text", maxReason))
	}
	a, err := c.agent(g) // a mistyped id must not look like a success
	if err != nil {
		return err
	}
	return c.revokeOne(g, a.ID, in.JTI, c.cfg.Now().Add(token.MaxTTL))
}

// revokeRaw revokes a token as it is sent. Foreign ones too: their agent need not
// have called yet.
func (c *Console) revokeRaw(g *gin.Context, id, raw string) error {
	who, err := c.cfg.Tokens.Verify(g.Request.Context(), raw)
	switch {
	case errors.Is(err, token.ErrRevoked):
		g.PureJSON(http.StatusOK, gin.H{"agent": id, "revoked": true}) // it is refused already
		return nil
	case err != nil:
		return problemOf("invalid").with("the token is not accepted as it is: " + err.Error())
	case who.Agent != id:
		return problemOf("invalid").with("the token is another agent's")
	}
	return c.revokeOne(g, metering.AgentID(id), who.JTI, who.Expires)
}

func (c *Console) revokeOne(g *gin.Context, agent metering.AgentID, jti string, until time.Time) error {
	err := c.note(g, metering.EventTokenRevoked, jti, metering.TokenBody{JTI: jti, Until: until.Unix()})
	if err != nil {
		return err
	}
	c.cfg.Tokens.Revoke(jti, until)
	c.changed(g, "token revoked", string(agent), slog.String("jti", jti))
	g.PureJSON(http.StatusOK, gin.H{"agent": agent, "revoked": true, "jti": jti})
	return nil
}

// revokeAll revokes every token that this gateway issued to the agent. Two at
// once revoke the same tokens: the second entry changes nothing.
func (c *Console) revokeAll(g *gin.Context) error {
	a, err := c.agent(g)
	if err != nil {
		return err
	}
	if !metering.ValidOwnAgentID(a.ID) {
		return problemOf("foreign_agent").hinting("Tokens of a foreign agent come from its issuer: revoke them there, or suspend the agent.")
	}
	epoch := c.cfg.Tokens.Epoch(string(a.ID)) + 1
	err = c.note(g, metering.EventTokensRevoked, string(a.ID), metering.AgentTokensBody{Agent: a.ID, Epoch: epoch})
	if err != nil {
		return err
	}
	c.cfg.Tokens.RevokeAgent(string(a.ID), epoch)
	c.changed(g, "all tokens revoked", string(a.ID))
	g.PureJSON(http.StatusOK, gin.H{"agent": a.ID, "revoked": true, "all": true})
	return nil
}

// note journals a decision that moves no money.
func (c *Console) note(g *gin.Context, typ, ref string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", typ, err)
	}
	_, err = c.cfg.Audit.Append(g.Request.Context(), metering.Event{Type: typ, Ref: ref, Body: text})
	return err
}
