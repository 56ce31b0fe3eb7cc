package devnet_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/farebox/farebox/settlement/devnet"
)

// maxLost is how many blocks a kill may take back.
const maxLost = 2

// TestKill kills a chain in another process while it seals blocks, again and
// again, and checks each time that it comes back near where it was, with the same
// blocks, and goes on.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	addresses := open(t, devnet.Config{}) // for the accounts and their signer only
	for round := range 2 {
		url, kill := child(t, dir)
		client := dial(t, url)
		nonce, err := client.NonceAt(t.Context(), addresses.Accounts()[0].Address, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			tx := transfer(t, addresses, nonce)
			if err := client.SendTransaction(t.Context(), tx); err != nil {
				t.Fatal(err)
			}
			receipt(t, client, tx.Hash())
			nonce++
		}
		// One more is in the pool, or in a block that is being sealed, at the kill.
		if err := client.SendTransaction(t.Context(), transfer(t, addresses, nonce)); err != nil {
			t.Fatal(err)
		}
		head, hashes := chainOf(t, client)
		kill()

		url, kill = child(t, dir)
		client = dial(t, url)
		again, after := chainOf(t, client)
		if again+maxLost < head {
			t.Fatalf("round %d: head %d before the kill, %d after it", round, head, again)
		}
		for n := range min(head, again) + 1 {
			if hashes[n] != after[n] {
				t.Fatalf("round %d: block %d was %s, is %s", round, n, hashes[n], after[n])
			}
		}
		await(t, "a block after the restart", func() bool {
			n, err := client.BlockNumber(t.Context())
			return err == nil && n > again
		})
		kill()
	}
}

// child starts this binary as a chain. Killing it is SIGKILL: nothing is flushed.
func child(t *testing.T, dir string) (url string, kill func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var dead bool
	kill = func() {
		if dead {
			return
		}
		dead = true
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // reports the kill
	}
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("child did not start: %v", err)
	}
	return strings.TrimSpace(line), kill
}

// chainOf lists the hashes of all blocks.
func chainOf(t *testing.T, client *ethclient.Client) (head uint64, hashes []string) {
	t.Helper()
	head, err := client.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for n := range head + 1 {
		var block struct{ Hash string }
		if err := client.Client().CallContext(t.Context(), &block, "eth_getBlockByNumber", hexutil.EncodeUint64(n), false); err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, block.Hash)
	}
	return head, hashes
}
