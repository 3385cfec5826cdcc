package zerodb

import (
	"errors"
	"fmt"
	"math/rand/v2"
)

// agreesAt compares what a transaction finds at a key and around it.
func (t stressTable) agreesAt(table *Table, key string) error {
	value, err := table.Get([]byte(key))
	want := t.get(key)
	if err := answerError("get", err, errorIf(want == nil, ErrNotFound)); err != nil {
		return err
	}
	if want != nil && string(value) != want.value {
		return answer("get", shortPair(key, string(value)), shortPair(key, want.value))
	}
	c := table.Cursor()
	defer c.Close()
	rank := t.pairs.rank(t.from(key))
	for i, found := range []bool{c.Seek([]byte(key)), c.Next(), c.Next()} {
		if i < 2 {
			continue // the cursor has gone on
		}
		n := t.pairs.at(rank + i)
		if err := answer("third from a key", found, n != nil); err != nil || n == nil {
			return errors.Join(err, c.Err())
		}
		if string(c.Key()) != n.key || string(c.Value()) != n.value {
			return answer("third from a key", shortPair(string(c.Key()), string(c.Value())), shortPair(n.key, n.value))
		}
	}
	n, err := table.Count([]byte(key), nil)
	if err != nil {
		return err
	}
	return answer("count", n, uint64(t.pairs.len()-rank))
}

// readWhole compares everything that a new transaction sees.
func (s *stress) readWhole() error {
	tx, err := s.db.BeginRead()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	return told(tx, s.versions.of(tx.ID()).agrees(tx))
}

// stressReader reads beside the writer.
type stressReader struct {
	s      *stress
	random *rand.Rand
	// stays are readers that stay, renewed is one that is renewed.
	stays   []*Tx
	renewed *Tx
}

// wanted returns what a new reader must see, which is no older than it may be.
func (r *stressReader) wanted(tx *Tx, least uint64) (stressState, error) {
	if tx.ID() < least {
		return nil, fmt.Errorf("a reader sees transaction %d, though %d is committed", tx.ID(), least)
	}
	return r.s.versions.of(tx.ID()), nil
}

// begin begins a reader.
func (r *stressReader) begin() (*Tx, stressState, error) {
	least := r.s.versions.least()
	tx, err := r.s.db.BeginRead()
	if err != nil {
		return nil, nil, err
	}
	want, err := r.wanted(tx, least)
	if err != nil {
		return nil, nil, up(tx, err)
	}
	return tx, want, nil
}

// told adds to an error which transaction has seen what is wrong.
func told(tx *Tx, err error) error {
	if err != nil {
		return fmt.Errorf("a reader of transaction %d: %w", tx.ID(), err)
	}
	return nil
}

// whole reads everything once.
func (r *stressReader) whole() error {
	tx, want, err := r.begin()
	if err != nil {
		return err
	}
	r.s.counts.count(stressWhole, 1)
	return up(tx, told(tx, want.agrees(tx)))
}

// points looks at some keys, so that most patches stay as they are.
func (r *stressReader) points() error {
	tx, want, err := r.begin()
	if err != nil {
		return err
	}
	return up(tx, told(tx, r.look(tx, want)))
}

// look looks at some keys.
func (r *stressReader) look(tx *Tx, want stressState) error {
	names := want.names()
	if len(names) == 0 {
		return nil
	}
	w := stressWriter{s: r.s, random: r.random}
	for range 1 + r.random.IntN(20) {
		name := oneOf(r.random, names...)
		w.place = r.random.IntN(r.s.keys)
		if r.random.IntN(2) == 0 { // where the writer is at work
			hot := r.s.hot.Load()
			w.place, name = int(uint32(hot)), names[int(hot>>32)%len(names)]
		}
		table, err := tx.Table(name)
		if err == nil {
			err = want[name].agreesAt(table, w.key(want[name]))
		}
		if err != nil {
			return fmt.Errorf("table %q, %v: %w", name, want[name].options, err)
		}
		r.s.counts.count(stressPoints, 1)
	}
	return nil
}

// stay begins a reader that stays, or lets one that has stayed look again, and sometimes go.
func (r *stressReader) stay() error {
	const most = 5
	if n := len(r.stays); n < most && (n == 0 || r.random.IntN(2) == 0) {
		tx, _, err := r.begin()
		if err == nil {
			r.stays = append(r.stays, tx)
		}
		return err
	}
	i := r.random.IntN(len(r.stays))
	tx := r.stays[i]
	want := r.s.versions.of(tx.ID())
	r.s.counts.count(stressStayed, 1)
	if r.random.IntN(2) == 0 {
		return told(tx, r.look(tx, want))
	}
	if err := want.agrees(tx); err != nil {
		return told(tx, err)
	}
	if r.random.IntN(2) == 0 {
		r.stays = append(r.stays[:i], r.stays[i+1:]...)
		return tx.Rollback()
	}
	return nil
}

// renew renews a reader, which looks at something.
func (r *stressReader) renew() error {
	if r.renewed == nil {
		tx, _, err := r.begin()
		r.renewed = tx
		return err
	}
	tx := r.renewed
	if err := tx.Reset(); err != nil {
		return err
	}
	least := r.s.versions.least()
	if err := tx.Renew(); err != nil {
		return err
	}
	want, err := r.wanted(tx, least)
	if err != nil {
		return err
	}
	r.s.counts.count(stressRenewed, 1)
	if r.random.IntN(4) == 0 {
		return told(tx, want.agrees(tx))
	}
	return told(tx, r.look(tx, want))
}

// leave ends all readers.
func (r *stressReader) leave() (err error) {
	for _, tx := range append(r.stays, r.renewed) {
		if tx != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}
	r.stays, r.renewed = nil, nil
	return err
}
