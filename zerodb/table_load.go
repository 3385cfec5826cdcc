package zerodb

import (
	"fmt"
	"iter"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
)

// LoadOptions configures a bulk load.
type LoadOptions struct {
	// Fill is how much of each page is filled, from 1 to 100 percent; default 100. Less leaves room for entries that come in between
	// later.
	Fill int
}

// Load stores entries whose keys ascend, in the table's order, and are above all keys of the table, as many Puts would, but lays each
// page out once and full. With duplicates, pairs must ascend. Keys and values are copied. The sequence may read the
// transaction, and change other tables, but not this one, nor take back a savepoint that it began: that is ErrBusy, and the transaction can only be rolled back.
// Until Load has ended the table shows what it had before, and may show some of what comes. It returns how many entries were stored.
//
// A key out of order ends it with ErrKeyOrder, one out of its limits with the error of Put; what came before is stored, so load inside a
// Savepoint to have all or nothing. A load may be larger than memory, as a transaction may: see Options.MaxDirtyPages. Other errors are those of Put.
func (t *Table) Load(entries iter.Seq2[[]byte, []byte]) (uint64, error) {
	return t.LoadWith(LoadOptions{}, entries)
}

// LoadWith is Load with options. An option out of its range is an error that names it.
func (t *Table) LoadWith(options LoadOptions, entries iter.Seq2[[]byte, []byte]) (uint64, error) {
	if err := t.writable(); err != nil {
		return 0, err
	}
	if options.Fill == 0 {
		options.Fill = 100
	}
	if options.Fill < 1 || options.Fill > 100 {
		return 0, tableError("load", t.name, fmt.Errorf("zerodb: option Fill: %d is outside 1 to 100", options.Fill))
	}
	if err := t.tx.endTwins(); err != nil {
		return 0, tableError("load", t.name, err)
	}
	count, refused, err := t.load(options, entries)
	if err == nil {
		err = refused
	}
	if err != nil {
		return count, t.failure("load", err)
	}
	return count, nil
}

// load runs the loop. It tells an entry that is refused from a failure. When it does not come to its end, by a failure of the engine or
// a panic of the sequence, the transaction is lost.
func (t *Table) load(options LoadOptions, entries iter.Seq2[[]byte, []byte]) (count uint64, refused, err error) {
	err = fmt.Errorf("zerodb: load of table %q did not end", t.name)
	defer func() {
		if err != nil {
			t.tx.failed = err
		}
	}()
	w := t.tx.write
	defer func(others int, managed bool) { w.loaders, t.tx.managed = w.loaders[:others], managed }(len(w.loaders), t.tx.managed)
	t.tx.managed = true // the sequence must not end the transaction whose pages are under way
	l, failure := t.startLoad(options)
	if failure != nil {
		return 0, nil, failure
	}
	for key, value := range entries {
		if refused, failure = t.loadOne(l, key, value); refused != nil || failure != nil {
			break
		}
	}
	if failure == nil {
		count, failure = t.finishLoad(l)
	}
	return count, refused, failure
}

// loadOne loads an entry. It tells an entry that is refused from a failure.
func (t *Table) loadOne(l *btree.Loader, key, value []byte) (refused, err error) {
	if err := t.checkSizes(key, value); err != nil {
		return err, nil
	}
	w := t.tx.write
	if err := t.tx.room(len(key) + len(value)); err != nil {
		return err, nil
	}
	mark := w.journal.Mark()
	w.journal.Put(t.note, key, value)
	err = t.add(l, key, value)
	if err == nil {
		return nil, nil
	}
	w.journal.Truncate(mark)
	if err == ErrKeyOrder { //nolint:errorlint // the tree returns it bare
		return err, nil
	}
	return nil, err
}

// add gives an entry to the loader.
func (t *Table) add(l *btree.Loader, key, value []byte) (err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	if t.form.Duplicates {
		t.scratch = t.form.AppendPair(t.scratch[:0], key, value)
		return l.Add(t.scratch, nil)
	}
	return l.Add(t.treeKey(key), value)
}

// startLoad starts the loader.
func (t *Table) startLoad(options LoadOptions) (l *btree.Loader, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	w := t.tx.write
	l, err = t.tree.StartLoad(w.work, options.Fill)
	w.loaders = append(w.loaders, l)
	return l, err
}

// finishLoad ends the loader's work.
func (t *Table) finishLoad(l *btree.Loader) (count uint64, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	return l.Finish()
}
