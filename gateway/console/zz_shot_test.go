package console_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

func TestZZShot(t *testing.T) {
	if os.Getenv("SHOT") == "" {
		t.Skip()
	}
	serve := func(h *harness) {
		l := httptest.NewUnstartedServer(h)
		l.Start()
		fmt.Println("URL", l.URL)
	}
	h := newHarness(t, nil)
	serve(h)
	f := newHarness(t, nil)
	for i := range 3 {
		f.agent(metering.AgentID(fmt.Sprintf("agent-%d", i+1)), "1000")
	}
	f.agent("eip155:31337:0x70997970c51812dc3a010c7d01b50e0d17dc79c8", "3")
	for i := range 40 {
		f.now = f.now.Add(time.Duration(i) * 100 * time.Millisecond)
		f.call(metering.AgentID(fmt.Sprintf("agent-%d", i%3+1)))
		if i%5 == 0 {
			f.call("eip155:31337:0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
		}
	}
	f.now = time.Now()
	f.call("agent-1")
	b := batch("b00000002")
	b.Seq = 2
	b.State = settlement.StateMined
	f.chain.views = []settlement.View{b, batch("b00000001")}
	serve(f)
	_ = http.StatusOK
	time.Sleep(10 * time.Minute)
}
