package console

import (
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

var addressPattern = regexp.MustCompile(`^0x[0-9a-fA-F]{40}$`)

// isPayee reports whether money can be sent to an address. A mistyped digit
// shows in the checksum of one in mixed case.
func isPayee(to string) bool {
	a := common.HexToAddress(to)
	digits := strings.TrimPrefix(to, "0x")
	oneCase := digits == strings.ToLower(digits) || digits == strings.ToUpper(digits)
	return addressPattern.MatchString(to) && a != (common.Address{}) && (oneCase || to == a.Hex())
}

// withdrawn is the answer to a withdrawal. The money is off the agent; the
// vault's owner moves it with payOut(to, base_units).
type withdrawn struct {
	metering.Agent
	Withdrawn money.Amount       `json:"withdrawn"`
	BaseUnits metering.BaseUnits `json:"base_units"`
	To        string             `json:"to"`
	Sequence  uint64             `json:"sequence"`
}

// withdraw takes prepaid money off an agent, to be paid back on chain.
func (c *Console) withdraw(g *gin.Context) error {
	if c.cfg.Withdrawals == nil {
		return problemOf("no_chain")
	}
	var in struct {
		Amount money.Amount `json:"amount"`
		To     string       `json:"to"`
	}
	err := readBody(g, &in)
	if err != nil {
		return err
	}
	units, whole := metering.BaseUnitsOf(in.Amount, c.cfg.Decimals)
	if !whole || in.Amount.Sign() <= 0 {
		return problemOf("invalid").with("amount must be above zero, in whole base units of the asset")
	}
	if !isPayee(in.To) {
		return problemOf("invalid").with("to must be an address: 0x and 40 hex digits, in mixed case with the right checksum (EIP-55), and not zero")
	}
	a, err := c.agent(g)
	if err != nil {
		return err
	}
	seq, err := c.cfg.Withdrawals.Withdraw(g.Request.Context(), a.ID, in.Amount, in.To)
	if err != nil {
		return err
	}
	c.changed(g, "money withdrawn", string(a.ID), slog.String("amount", in.Amount.String()), slog.String("to", in.To))
	a, err = c.cfg.Agents.Agent(g.Request.Context(), a.ID)
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, withdrawn{Agent: a, Withdrawn: in.Amount, BaseUnits: units, To: in.To, Sequence: seq})
	return nil
}
