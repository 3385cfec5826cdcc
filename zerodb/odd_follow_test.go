package zerodb

import (
	"errors"
	"fmt"
	"iter"
	"maps"

	"github.com/aerolith/aerolith/zerodb/internal/catalog"
)

// oddFollower is what somebody has made of the commits that a history has told.
type oddFollower struct {
	at    Position
	state stressState
}

// oddCommit is a commit that has changed something, and the state that it has left.
type oddCommit struct {
	tx    uint64
	state stressState
}

// follow takes all commits that a history tells: each must be one of the model's, and leave the state that it left there, and none is left out.
func (f *oddFollower) follow(history iter.Seq2[Commit, error], commits []oddCommit) error {
	for c, err := range history {
		if err != nil {
			return err
		}
		for len(commits) > 0 && commits[0].tx <= f.at.Tx {
			commits = commits[1:]
		}
		next := stressState(maps.Clone(f.state))
		if next == nil {
			next = stressState{}
		}
		for change, err := range c.Changes() {
			if err == nil {
				err = next.apply(change)
			}
			if err != nil {
				return fmt.Errorf("changes of %d: %w", c.Tx, err)
			}
		}
		if f.state.same(next) == nil { // it has put back what there was
			f.at = c.Position
			continue
		}
		if len(commits) == 0 || commits[0].tx != c.Tx {
			return fmt.Errorf("%w: history behind %d tells commit %d, %d are left of the model, the next is %v", errStressAnswer, f.at.Tx, c.Tx, len(commits), firstOf(commits))
		}
		if err := commits[0].state.same(next); err != nil {
			return fmt.Errorf("after commit %d: %w", c.Tx, err)
		}
		f.at, f.state = c.Position, commits[0].state
	}
	return nil
}

// firstOf returns the number of the first commit.
func firstOf(commits []oddCommit) (tx uint64) {
	if len(commits) > 0 {
		tx = commits[0].tx
	}
	return tx
}

// apply makes a change that a history tells.
func (s stressState) apply(c Change) error {
	t, exists := s[c.Table]
	k, v := string(c.Key), string(c.Value)
	if exists == (c.Kind == ChangeCreateTable) {
		return fmt.Errorf("%w: %v, table %.20q: exists %v", errStressAnswer, c.Kind, c.Table, exists)
	}
	switch c.Kind {
	case ChangeCreateTable:
		form, ok := catalog.DecodeForm(c.Value)
		if !ok {
			return errors.New("unknown options")
		}
		t.options = TableOptions{Order: form.Order, Duplicates: form.Duplicates}
	case ChangeDropTable:
		delete(s, c.Table)
		return nil
	case ChangeRenameTable:
		delete(s, c.Table)
		s[v] = t
		return nil
	case ChangeClearTable:
		t.pairs = nil
	case ChangePut:
		t = t.put(k, v)
	case ChangeDelete:
		t, _ = t.remove(k)
	case ChangeDeletePair:
		t = t.removePair(k, v)
	case ChangeDeleteRange:
		t = t.removeBetween(k, v)
	default:
		return fmt.Errorf("unexpected %v", c.Kind)
	}
	s[c.Table] = t
	return nil
}

// removeBetween returns the table without the keys from one on and below another one, where an empty one leaves that side open.
func (t stressTable) removeBetween(from, to string) stressTable {
	var before, rest *sortedPairs
	within := t.pairs
	if from != "" {
		before, within = within.cut(t.from(from))
	}
	if to != "" {
		_, rest = within.cut(t.from(to))
	}
	t.pairs = before.join(rest)
	return t
}

// same compares two states in whole.
func (s stressState) same(other stressState) error {
	if err := answer("tables", fmt.Sprint(other.names()), fmt.Sprint(s.names())); err != nil {
		return err
	}
	for name, t := range s {
		o := other[name]
		if o.options != t.options {
			return fmt.Errorf("%w: table %.20q: %v, not %v", errStressAnswer, name, o.options, t.options)
		}
		if o.pairs == t.pairs {
			continue
		}
		loop := func(yield func(k, v []byte) bool) {
			o.pairs.all(func(n *sortedPairs) bool { return yield([]byte(n.key), []byte(n.value)) })
		}
		if err := shows(fmt.Sprintf("table %.20q", name), loop, t.pairs.list()); err != nil {
			return err
		}
	}
	return nil
}
