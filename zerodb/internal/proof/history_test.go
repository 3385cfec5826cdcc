package proof

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/aerolith/aerolith/zerodb"
)

// Each commit of a crash or fault run stores its number under some key of a table, so that what is found says itself which state it is: that
// of the highest number. Most use one and the same key.
const (
	serialTable = "serial"
	serialKey   = "n"
)

// history is the list of all states that a database went through, by the number of the commit that made them, and how
// many of them must survive.
type history struct {
	mu sync.Mutex
	// states begins with the empty state.
	states []content
	// kept is the number of the last state that may not be lost.
	kept int
	// byContent says that states are told by their content and not by a number in it; sums are those of the states then.
	byContent bool
	sums      []uint64
}

// newHistory returns the history of a database that does not exist yet.
func newHistory() *history { return &history{states: []content{{}}} }

// next returns a draft on the last state, with the number of the commit that it is for. One caller at a time may have
// such a draft: who holds the writer lock.
func (h *history) next() (*draft, int) {
	d, n := h.begin()
	d.create(serialTable)
	d.put(serialTable, serialKey, strconv.Itoa(n))
	return d, n
}

// begin is next without the number in the draft: the caller puts it there, in front of a value.
func (h *history) begin() (*draft, int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := len(h.states)
	return draftOf(h.states[n-1]), n
}

// attempt enters the state of a commit that is about to be tried.
func (h *history) attempt(d *draft) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.states = append(h.states, d.content)
}

// keep says that a state may not be lost from now on, nor any before it.
func (h *history) keep(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept = max(h.kept, n)
}

// unkeep says that every state may be lost: none is where it would be looked for.
func (h *history) unkeep() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept = 0
}

// forget takes the states after n away: they were lost, or never came to be.
func (h *history) forget(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.states = h.states[:n+1]
	h.sums = h.sums[:min(n+1, len(h.sums))]
}

// last returns the number of the last state, and least that of the last one that must survive.
func (h *history) last() (last, least int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.states) - 1, h.kept
}

// state returns a state, or nil if there is none of that number.
func (h *history) state(n int) content {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n < 0 || n >= len(h.states) {
		return nil
	}
	return h.states[n]
}

// find tells which state a database shows, and compares it in whole with that state, which may not be before least.
func (h *history) find(db *zerodb.DB, least int) (int, error) {
	n, err := h.numberOf(db)
	if err != nil {
		return 0, err
	}
	want := h.state(n)
	if want == nil {
		return n, fmt.Errorf("state %d was never written", n)
	}
	if err := wholly(db, want); err != nil {
		return n, fmt.Errorf("state %d: %w", n, err)
	}
	if n < least {
		return n, fmt.Errorf("state %d was found, but %d was acknowledged", n, least)
	}
	return n, nil
}

// serialOf returns the number of the commit that a database shows, 0 if it is empty.
func serialOf(db *zerodb.DB) (n int, err error) {
	err = db.View(func(tx *zerodb.Tx) error {
		table, err := tx.Table(serialTable)
		if errors.Is(err, zerodb.ErrTableNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, value := range table.All() {
			number, _, _ := strings.Cut(string(value), " ")
			this, err := strconv.Atoi(number)
			if err != nil {
				return err
			}
			n = max(n, this)
		}
		return tx.Err()
	})
	return n, err
}

// change is a transaction's changes, applied to the database and to the draft of the state that it leads to.
type change func(tx *zerodb.Tx, next *draft) error

// commit makes one durable commit and returns its number; 0 stands for a transaction that has failed before it was
// tried. It may be called from several goroutines: the writer lock orders them.
func (h *history) commit(db *zerodb.DB, do change) (n int, err error) {
	err = db.Update(func(tx *zerodb.Tx) error {
		next, number := h.next()
		if err := write(tx, next, do); err != nil {
			return err
		}
		n = number
		h.attempt(next)
		return nil
	})
	return n, err
}

// write applies a change and stores the commit's number.
func write(tx *zerodb.Tx, next *draft, do change) error {
	if err := do(tx, next); err != nil {
		return err
	}
	table, err := tx.CreateTable(serialTable, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	i, _ := next.content[serialTable].find(serialKey)
	return table.Put([]byte(serialKey), []byte(next.content[serialTable][i].value))
}
