package proof

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/aerolith/aerolith/zerodb"
)

// lockstepKind is a kind of step, and how often it is chosen.
type lockstepKind struct {
	name   string
	weight int
	do     func(l *lockstep) error
}

// kindsOfLockstep are the kinds of steps.
func kindsOfLockstep() []lockstepKind {
	return []lockstepKind{
		{"small transactions", 40, (*lockstep).small},
		{"many small transactions", 2, (*lockstep).many},
		{"commits that wait", 6, (*lockstep).waiting},
		{"any transaction", 10, func(l *lockstep) error {
			all := kindsOfTransactions()[1:] // the first is many transactions
			return l.both(all[l.random.IntN(len(all))])
		}},
		{"ascending", 8, (*lockstep).ascend},
		{"split behind", 10, (*lockstep).splitBehind},
		{"another shape", 12, func(l *lockstep) error { return l.both((*telling).reshapeSoon) }},
		{"checkpoint", 6, (*lockstep).checkpoint},
		{"checkpoint with transactions between", 8, (*lockstep).checkpointBetween},
		{"reader that stays", 6, func(l *lockstep) error { return l.park(8) }},
		{"look at readers", 5, (*lockstep).look},
		{"end readers", 3, func(l *lockstep) error { l.first.release(l.random.IntN(3)); return nil }},
		{"process comes", 3, (*lockstep).join},
		{"process goes", 3, (*lockstep).leave},
		{"process killed", 2, (*lockstep).killBeside},
		{"closed", 2, (*lockstep).reopen},
		{"killed", 2, (*lockstep).killed},
		{"power failure", 2, (*lockstep).powerless},
		{"full disk", 6, (*lockstep).fill},
		{"large values dropped", 2, (*lockstep).dropRuns},
		{"compacted", 2, (*lockstep).compact},
		{"restored", 1, (*lockstep).restore},
		{"checked", 1, (*lockstep).check},
		{"a call fails", 8, (*lockstep).failing},
		{"archive cannot be written", 3, (*lockstep).breakArchive},
		{"restored from the archive", 1, (*lockstep).restoreArchived},
		{"checkpoints beside transactions", 3, (*lockstep).checkpointBeside},
		{"pages counted", 2, (*lockstep).countPages},
		{"all dropped", 1, (*lockstep).dropAll},
		{"copied sparsely", 1, (*lockstep).copiedSparsely},
		{"a call before the log fails", 3, (*lockstep).failBeforeLog},
		{"overlays beyond the limit", 1, (*lockstep).overlaysBeyondLimit},
		{"archive in vain", 2, (*lockstep).archiveInVain},
	}
}

// pickLockstep draws a kind by its weight.
func pickLockstep(random *rand.Rand, kinds []lockstepKind) lockstepKind {
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	n := random.IntN(total)
	for _, k := range kinds {
		if n -= k.weight; n < 0 {
			return k
		}
	}
	return kinds[0]
}

// small makes some small transactions.
func (l *lockstep) small() error {
	const most = 8
	return l.fewTimes(1 + l.random.IntN(most))
}

// many makes so many small transactions that more leaves are changed in their place than one transaction may copy, and takes a checkpoint.
func (l *lockstep) many() error {
	const times = 60
	if err := l.checkpoint(); err != nil {
		return err
	}
	if err := l.fewTimes(times); err != nil {
		return err
	}
	return l.checkpoint()
}

// fewTimes makes so many small transactions.
func (l *lockstep) fewTimes(times int) error {
	for range times {
		if err := l.both(func(r *telling) error { return r.db.Update(r.changeFew) }); err != nil {
			return err
		}
	}
	return nil
}

// ascend puts entries behind all others of a table, in transactions that copy pages, and then more among small changes of the table, which copy none where they can.
func (l *lockstep) ascend() error {
	const rounds, few = 6, 4
	for range 1 + l.random.IntN(rounds) {
		if err := l.both(func(r *telling) error {
			return r.db.Update(func(tx *zerodb.Tx) error { return r.behind(tx, "key 000 large", 8000, 1+r.random.IntN(few)) })
		}); err != nil {
			return err
		}
		if err := l.both(func(r *telling) error {
			return r.db.Update(func(tx *zerodb.Tx) error {
				var err error
				for range r.random.IntN(few) {
					err = errors.Join(err, r.behind(tx, string(r.key()), 10, 0))
				}
				return errors.Join(err, r.behind(tx, string(r.key()), 10, 1))
			})
		}); err != nil {
			return err
		}
	}
	return nil
}

// behind stores a value of some size under a key of a table, and then so many entries behind all others.
func (r *telling) behind(tx *zerodb.Tx, key string, size, count int) error {
	t, err := tx.CreateTable("table 3", zerodb.TableOptions{})
	if err == nil {
		err = t.Put([]byte(key), r.filling(size))
	}
	for ; count > 0 && err == nil; count-- {
		r.serial++
		err = t.Put(fmt.Appendf(nil, "zz %09d", r.serial), r.value(t))
	}
	return err
}

// filling returns a large value of one byte, often zeros, which copies of files may leave out.
func (r *telling) filling(size int) []byte { return bytes.Repeat([]byte{byte(r.random.IntN(4))}, size) }

// changeFew changes one to three entries of tables that are there, or makes one. It sometimes fails, and is rolled back then.
func (r *telling) changeFew(tx *zerodb.Tx) error {
	const most = 3
	for range 1 + r.random.IntN(most) {
		table, err := r.anyTable(tx)
		if err == nil {
			err = r.changeEntry(table)
		}
		if err != nil && !r.ordinary(0, err) {
			return err
		}
	}
	return nil
}

// anyTable opens one of the tables that are there, also such that got other names, or makes one.
func (r *telling) anyTable(tx *zerodb.Tx) (*zerodb.Table, error) {
	name := r.tableName()
	if r.random.IntN(3) == 0 {
		name = "moved " + name
	}
	return tx.CreateTable(name, optionsOfTable(name))
}

// changeEntry makes a change that may be done in a leaf's place.
func (r *telling) changeEntry(t *zerodb.Table) error {
	switch key := r.key(); r.random.IntN(7) {
	case 0:
		found, err := t.Remove(key)
		r.hear("removed", found, t.Len())
		return err
	case 1:
		c := t.Cursor()
		defer c.Close()
		if !c.Seek(key) {
			return c.Err()
		}
		value := bytes.Clone(c.Value())
		for i := range value {
			value[i] = byte('a' + r.random.IntN(26))
		}
		r.hear("at", string(c.Key()), len(value))
		return c.Put(value)
	case 2:
		r.serial++
		return unless(t.Append(fmt.Appendf(nil, "zz %09d", r.serial), r.value(t)), zerodb.ErrKeyOrder)
	case 3:
		if t.Options().Duplicates {
			return t.Put(key, r.value(t))
		}
		return t.Put(append(key, " large"...), bytes.Repeat(key[:7], 700))
	default:
		return t.Put(key, r.value(t))
	}
}

// reshapeSoon changes what tables there are, or much of one, often between changes of single entries, and in savepoints some of which are taken back.
func (r *telling) reshapeSoon() error {
	return r.db.Update(func(tx *zerodb.Tx) error {
		if r.random.IntN(2) == 0 {
			if err := r.changeFew(tx); err != nil {
				return err
			}
		}
		var err error
		switch r.random.IntN(4) {
		case 0:
			err = tx.Savepoint(func() error { return r.reshapeOne(tx) })
		case 1:
			err = unless(tx.Savepoint(func() error { return undo(r.reshapeOne(tx)) }), errUndo)
		default:
			err = r.reshapeOne(tx)
		}
		if err == nil && r.random.IntN(2) == 0 {
			err = r.changeFew(tx)
		}
		return err
	})
}

// reshapeOne renames, exchanges, drops, clears, loads or cuts a table.
func (r *telling) reshapeOne(tx *zerodb.Tx) error {
	t, err := r.anyTable(tx)
	if err != nil {
		return err
	}
	r.hear("reshaped", t.Name(), t.Len())
	switch r.random.IntN(7) {
	case 0, 1:
		return r.exchange(tx, t.Name())
	case 2:
		return tx.DropTable(t.Name())
	case 3:
		return t.Clear()
	case 4:
		return unless(loadTable(r, tx, t), zerodb.ErrKeyOrder)
	default:
		from, to := r.ordered(t)
		count, err := t.DeleteRange(from, to)
		r.hear("deleted", count)
		return err
	}
}

// exchange gives a table the other one of its two names. If there is a table of that name, it gets this one's.
func (r *telling) exchange(tx *zerodb.Tx, name string) error {
	other, away := "moved "+name, "away "+name
	if len(name) > len("table 0") {
		other = name[len("moved "):]
	}
	err := tx.RenameTable(name, away)
	if err == nil {
		err = unless(tx.RenameTable(other, name), zerodb.ErrTableNotFound)
	}
	if err == nil {
		err = tx.RenameTable(away, other)
	}
	return err
}
