package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// The parts.
const (
	partUpstream = "upstream"
	partBare     = "bare"
	partGin      = "gin"
	partFarebox  = "farebox"
	partLedger   = "ledger"
)

// stopTime is how long a part may take to close after its input ended.
const stopTime = 30 * time.Second

// child is a part as its parent sees it. It is not safe for concurrent use.
type child struct {
	name   string
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	in     *json.Encoder
	out    *json.Decoder
	opened answer
	ended  bool
}

// startPart runs a part and opens it.
func (b *bench) startPart(ctx context.Context, name string, open order) (*child, error) {
	args := append(append([]string(nil), b.cfg.Self[1:]...), name)
	cmd := exec.CommandContext(ctx, b.cfg.Self[0], args...)
	cmd.WaitDelay = stopTime
	cmd.Stderr = b.cfg.Progress
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start part %s: %w", name, err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start part %s: %w", name, err)
	}
	err = cmd.Start()
	if err != nil {
		return nil, fmt.Errorf("start part %s: %w", name, err)
	}
	c := &child{name: name, cmd: cmd, stdin: stdin, in: json.NewEncoder(stdin), out: json.NewDecoder(stdout)}
	open.Do = doOpen
	c.opened, err = c.ask(open)
	if err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return c, nil
}

// ask gives one order and waits for its answer.
func (c *child) ask(o order) (answer, error) {
	var a answer
	err := c.in.Encode(o)
	if err == nil {
		err = c.out.Decode(&a)
	}
	if err == nil && a.Error != "" {
		err = errors.New(a.Error)
	}
	if err != nil {
		return a, fmt.Errorf("part %s: %s: %w", c.name, o.Do, err)
	}
	return a, nil
}

func (c *child) stats() (answer, error) { return c.ask(order{Do: doStats}) }

// stop lets the part close what it has open, and waits for it. Further calls do
// nothing.
func (c *child) stop() error {
	if c == nil || c.ended {
		return nil
	}
	c.ended = true
	err := c.stdin.Close()
	late := time.AfterFunc(stopTime, func() { _ = c.cmd.Process.Kill() })
	defer late.Stop()
	err = errors.Join(err, c.cmd.Wait())
	if err != nil {
		return fmt.Errorf("stop part %s: %w", c.name, err)
	}
	return nil
}

// kill ends the part as a crash would.
func (c *child) kill() error {
	c.ended = true
	err := c.cmd.Process.Kill()
	if err != nil {
		return fmt.Errorf("kill part %s: %w", c.name, err)
	}
	var killed *exec.ExitError
	err = c.cmd.Wait()
	if !errors.As(err, &killed) {
		return fmt.Errorf("kill part %s: it had ended already: %w", c.name, err)
	}
	return nil
}
