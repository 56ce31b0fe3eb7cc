package settlement

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// movedBody lists movements at the vault outside our batches, up to a block.
type movedBody struct {
	Cursor cursor      `json:"cursor"`
	Items  []movedItem `json:"items"`
}

// movedItem is one movement; (tx, position) books it once.
type movedItem struct {
	Kind     MovementKind       `json:"kind"`
	TxHash   Hash               `json:"tx_hash"`
	Position uint32             `json:"position"`
	Block    uint64             `json:"block,string"`
	Party    Bytes              `json:"party"`
	Amount   metering.BaseUnits `json:"amount"`
}

const (
	// maxItems bounds the movements in one event.
	maxItems = 1000
	// maxKeys is how many movements are remembered behind the cursor. They are
	// needed only where a chain loses blocks that it called final.
	maxKeys = 4096
	// rewindBlocks is how far back movements are read again then.
	rewindBlocks = 64
	// saveCursorEvery is after how many quiet blocks the cursor is journalled, so
	// that a restart does not read them all again.
	saveCursorEvery = 10_000
	// scansPerTick bounds the catching up between two looks at live batches.
	scansPerTick = 20
)

// movementKey names a movement for ever.
type movementKey struct {
	tx       [32]byte
	position uint32
}

// keyring remembers the movements that are booked: all past the cursor, and the
// youngest behind it.
type keyring struct {
	blocks map[movementKey]uint64
	order  []movementKey
}

func (k *keyring) has(key movementKey) bool {
	_, ok := k.blocks[key]
	return ok
}

func (k *keyring) add(key movementKey, block uint64) {
	if k.blocks == nil {
		k.blocks = make(map[movementKey]uint64)
	}
	k.blocks[key] = block
	k.order = append(k.order, key)
}

// trim forgets the oldest keys that are not past the cursor.
func (k *keyring) trim(cursor uint64) {
	for len(k.order) > maxKeys && k.blocks[k.order[0]] <= cursor {
		delete(k.blocks, k.order[0])
		k.order = k.order[1:]
	}
}

// oldest returns the block from which on every key is remembered.
func (k *keyring) oldest() uint64 {
	if len(k.order) < maxKeys {
		return 0 // None was forgotten.
	}
	return k.blocks[k.order[0]]
}

// takeMoved reads one EventMoved.
func (h *history) takeMoved(seq uint64, _ time.Time, e metering.Event) error {
	var body movedBody
	err := json.Unmarshal(e.Body, &body)
	if err != nil {
		return fmt.Errorf("read movements at %d: %w: %w", seq, err, ErrCorrupt)
	}
	h.tookMoved(body)
	return nil
}

func (h *history) tookMoved(body movedBody) {
	for _, item := range body.Items {
		h.keys.add(movementKey{item.TxHash, item.Position}, item.Block)
	}
	if body.Cursor.Block > h.cursor.Block {
		h.cursor = body.Cursor
	}
	h.keys.trim(h.cursor.Block)
}

// scan books what moved at the vault outside our batches, in final blocks.
func (s *Settler) scan(ctx context.Context, h heads) error {
	err := s.checkCursor(ctx, h)
	if err != nil {
		return err
	}
	for range scansPerTick {
		from := max(s.books.cursor.Block+1, s.cfg.StartBlock)
		if from > h.final.Number {
			return nil
		}
		to := min(from+MaxMovementBlocks-1, h.final.Number)
		moves, err := s.cfg.Chain.Movements(ctx, from, to)
		if err != nil {
			return fmt.Errorf("read movements of blocks %d to %d: %w", from, to, err)
		}
		end, err := s.cfg.Chain.Block(ctx, to)
		if err != nil {
			return fmt.Errorf("read block %d: %w", to, err)
		}
		err = s.takeMovements(ctx, moves, cursor{Block: end.Number, Hash: end.Hash})
		if err != nil {
			return err
		}
	}
	return nil
}

// checkCursor goes back where the chain lost blocks that were booked: what is
// booked stays, by its keys, and what comes again is found again.
func (s *Settler) checkCursor(ctx context.Context, h heads) error {
	c := s.books.cursor
	if c.Block == 0 || c.Hash == (Hash{}) {
		return nil
	}
	block, err := s.cfg.Chain.Block(ctx, c.Block)
	if err == nil && block.Hash == c.Hash {
		return nil
	}
	if err != nil && !errors.Is(err, ErrUnknown) {
		return fmt.Errorf("read block %d: %w", c.Block, err)
	}
	back := min(c.Block, h.final.Number)
	back -= min(back, rewindBlocks)
	back = max(back, s.books.keys.oldest())
	if len(s.books.tail) == tailSize && s.books.tail[0].mined != nil {
		back = max(back, s.books.tail[0].mined.Block) // Before it our own batches are not known by hash.
	}
	s.books.cursor = cursor{Block: min(back, c.Block)}
	s.metrics.reorgs.Inc()
	s.log.LogAttrs(ctx, slog.LevelError, "the chain lost blocks that were final: movements are read again",
		slog.Uint64("from", c.Block), slog.Uint64("to", s.books.cursor.Block))
	return nil
}

// takeMovements journals the movements that are new. An event's cursor is past
// all its items and those before; only the last one moves it.
func (s *Settler) takeMovements(ctx context.Context, moves []Movement, end cursor) error {
	var items []movedItem
	for _, m := range moves {
		if s.books.owns(m.TxHash) || s.books.keys.has(movementKey{m.TxHash, m.Position}) || m.Amount.IsZero() {
			continue
		}
		items = append(items, movedItem{
			Kind: m.Kind, TxHash: m.TxHash, Position: m.Position, Block: m.Block,
			Party: slices.Clone(m.Party[:]), Amount: m.Amount,
		})
	}
	for len(items) > maxItems {
		err := s.bookMoved(ctx, movedBody{Cursor: s.books.cursor, Items: items[:maxItems]})
		if err != nil {
			return err
		}
		items = items[maxItems:]
	}
	if len(items) == 0 && end.Block < s.saved+saveCursorEvery {
		s.books.cursor = end
		return nil
	}
	s.saved = end.Block
	return s.bookMoved(ctx, movedBody{Cursor: end, Items: append([]movedItem{}, items...)})
}

func (s *Settler) bookMoved(ctx context.Context, body movedBody) error {
	list, err := s.movedTransfers(ctx, body.Items)
	if err != nil {
		return err
	}
	_, err = s.append(ctx, EventMoved, "", body, list, nil)
	if err != nil {
		return err
	}
	s.books.tookMoved(body)
	for _, item := range body.Items {
		s.log.LogAttrs(ctx, slog.LevelInfo, "money moved at the vault outside a batch", slog.String("tx", item.TxHash.String()),
			slog.Int("kind", int(item.Kind)), slog.String("base_units", item.Amount.String()))
	}
	return nil
}

// movedTransfers: what comes in is unmatched, so it waits in suspense; what
// payees take was payable; what the owner pays out was moved to suspense by an
// administrator, out of the prepaid money that it refunds.
func (s *Settler) movedTransfers(ctx context.Context, items []movedItem) ([]metering.Transfer, error) {
	var t transfers
	var dues payables
	for _, item := range items {
		amount, err := item.Amount.Amount(s.cfg.Decimals)
		if err != nil {
			return nil, fmt.Errorf("read movement of %s base units: %w", item.Amount, err)
		}
		switch item.Kind {
		case MovedIn:
			t.move(metering.AccountChain, metering.AccountSuspense, amount)
		case MovedPaidOut:
			t.move(metering.AccountSuspense, metering.AccountChain, amount)
		case MovedPayee:
			if dues == nil {
				dues, err = s.readPayables(ctx)
				if err != nil {
					return nil, err
				}
			}
			dues.pay(&t, amount)
		default:
			return nil, fmt.Errorf("read movement: kind %d: %w", item.Kind, ErrOutcome)
		}
	}
	return t.list()
}

// payables are the balances of the splits' accounts. A payee may stand in
// several splits and the vault owes it one sum, so a payment is taken from the
// splits in ascending order; their sum is what the vault owes.
type payables map[metering.Account]money.Amount

func (s *Settler) readPayables(ctx context.Context) (payables, error) {
	_, _, err := s.cfg.Books.Sync(ctx)
	if err != nil {
		return nil, fmt.Errorf("sync books: %w", err)
	}
	all, err := s.cfg.Books.Balances(ctx, "provider:")
	if err != nil {
		return nil, fmt.Errorf("read payables: %w", err)
	}
	p := make(payables)
	for account, balance := range all {
		if strings.HasSuffix(string(account), ":payable") {
			p[account] = balance
		}
	}
	return p, nil
}

func (p payables) pay(t *transfers, amount money.Amount) {
	accounts := slices.SortedFunc(maps.Keys(p), func(a, b metering.Account) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) // Ascending numbers.
	})
	for _, account := range accounts {
		part := money.Min(p[account], amount)
		if part.Sign() <= 0 {
			continue
		}
		t.move(account, metering.AccountChain, part)
		p[account], _ = p[account].Sub(part) // Part is at most either.
		amount, _ = amount.Sub(part)
	}
	// The vault paid more than the books owe: the treasury's account shows it,
	// and so does reconcile.
	t.move(payable(0), metering.AccountChain, amount)
}
