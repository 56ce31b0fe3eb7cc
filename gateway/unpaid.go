package gateway

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/farebox/farebox/gateway/x402"
)

// unpaid is the 402 of a route: all but the request's id is made once, since
// stock clients ask before every call.
type unpaid struct {
	challenge  *x402.Challenge
	head, tail []byte // of the body, around the request id
}

const headerVary = "Authorization, PAYMENT-SIGNATURE, X-PAYMENT"

func newUnpaid(publicURL string, c *x402.Challenge) *unpaid {
	p := newProblems(publicURL).of(errPayment)
	head, tail := unpaidBody(p, nil) // version 1 names the path
	return &unpaid{challenge: c, head: head, tail: tail}
}

// unpaidBody returns the body of a 402 around the request id: the problem's
// members and, where v1 is offered, its members too, in one object.
func unpaidBody(p Problem, v1 []byte) (head, tail []byte) {
	p.RequestID = ""
	text, err := json.Marshal(p)
	if err != nil { // strings and a bool always encode
		panic(err)
	}
	return append(text[:len(text)-1], `,"request_id":"`...), unpaidTail(v1)
}

func unpaidTail(v1 []byte) []byte {
	tail := append(make([]byte, 0, len(v1)+4), '"')
	if len(v1) > 0 {
		tail = append(append(tail, ','), v1...)
	}
	return append(tail, "}\n"...)
}

// writeUnpaid answers a request that came without identity and payment.
func (g *Gateway) writeUnpaid(w http.ResponseWriter, r *http.Request, rt *route) {
	u := rt.unpaid
	required := u.challenge.Required(r.URL.EscapedPath(), "")
	tail := u.tail
	if len(required.V1) > 0 {
		tail = unpaidTail(required.V1)
	}
	g.metrics.refused(codeUnpaid)
	send402(w, required.Header, u.head, tail)
}

// writeRefused answers a request whose payment, token or balance does not pay
// for it, with fresh offers.
func (g *Gateway) writeRefused(w http.ResponseWriter, r *http.Request, rt *route, err error) {
	p := g.problems.of(err)
	var moved *movedError
	if errors.As(err, &moved) && p.Status != http.StatusPaymentRequired {
		g.sayMoved(w, moved.proof)
	}
	if p.Status != http.StatusPaymentRequired || rt == nil || rt.challenge == nil {
		g.writeError(w, err)
		return
	}
	g.metrics.refused(p.Code)
	required := rt.challenge.Required(r.URL.EscapedPath(), x402Code(err))
	head, tail := unpaidBody(p, required.V1)
	send402(w, required.Header, head, tail)
}

func send402(w http.ResponseWriter, required string, head, tail []byte) {
	h := w.Header()
	id := h.Get(headerRequestID)
	v := [...]string{required, "application/problem+json", "no-store", headerVary} // one allocation for all
	h["Payment-Required"], h["Content-Type"], h["Cache-Control"], h["Vary"] = v[0:1:1], v[1:2:2], v[2:3:3], v[3:4:4]
	w.WriteHeader(http.StatusPaymentRequired)
	body := make([]byte, 0, len(head)+len(id)+len(tail))
	body = append(append(append(body, head...), id...), tail...)
	_, _ = w.Write(body) // the client may be gone
}
