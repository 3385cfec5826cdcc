package zerodb

import (
	"errors"
	"fmt"
	"maps"
)

// oddWriter makes one transaction, and says what the database must contain after it. Puts and removals of single entries are those of the stress.
type oddWriter struct {
	stressWriter
	o *odd
}

// oddOperations are what a transaction does, beside savepoints.
var oddOperations = []oddStep[*oddWriter]{
	{"put", 60, onEntry((*oddWriter).putValue)},
	{"remove", 6, onEntry(func(w *oddWriter, table *Table, t stressTable, key string) (stressTable, error) {
		return w.remove(table, t, key)
	})},
	{"remove a range", 2, onEntry((*oddWriter).removeRange)},
	{"remove a prefix", 1, onEntry((*oddWriter).removePrefix)},
	{"load", 4, onEntry((*oddWriter).load)},
	{"walk", 6, onEntry((*oddWriter).walk)},
	{"put beyond the limits", 1, onEntry((*oddWriter).putBeyond)},
	{"look at a key", 2, onEntry(func(_ *oddWriter, table *Table, t stressTable, key string) (stressTable, error) {
		return t, t.agreesAt(table, key)
	})},
	{"look by all loops", 2, onEntry((*oddWriter).loops)},
	{"look at everything", 2, func(w *oddWriter) error { return w.state.agrees(w.tx) }},
	{"let a reader look", 2, func(w *oddWriter) error { return w.o.readerLooks() }},
	{"create a table", 4, (*oddWriter).create},
	{"clear a table", 1, (*oddWriter).clear},
	{"drop a table", 1, (*oddWriter).drop},
	{"rename a table", 1, (*oddWriter).rename},
}

// operations makes some operations. An error says that the transaction, or the savepoint around them, must be taken back.
func (w *oddWriter) operations(n int) error {
	for range n {
		if err := w.operation(); err != nil {
			return err
		}
	}
	return nil
}

// operation makes one operation. A limit that it has met ends nothing, unless it has left something half-done.
func (w *oddWriter) operation() error {
	const depthMax, often = 3, 9
	var err error
	if w.depth < depthMax && w.random.IntN(often) == 0 {
		err = w.savepoint()
	} else {
		err = chooseStep(w.o, oddOperations)(w)
	}
	var limit *LimitError
	switch {
	case err == nil:
	case !w.o.tolerates(err):
		return err
	case errors.As(err, &limit):
		w.o.counts["limit "+limit.Option]++
		w.o.noteError(err)
	}
	if w.tx.failed != nil {
		return w.tx.failed
	}
	return w.tx.Err()
}

// savepoint makes operations that may be taken back, and compares everything after some.
func (w *oddWriter) savepoint() error {
	former, began := maps.Clone(w.state), false
	due := w.o.opts.MaxSavepoints > 0 && w.depth >= w.o.opts.MaxSavepoints
	w.depth++
	w.o.note("savepoint %d", w.depth)
	err := w.tx.Savepoint(func() error {
		began = true
		err := w.operations(1 + w.random.IntN(8))
		return errors.Join(err, errorIf(err == nil && w.random.IntN(2) == 0, errStressUndo))
	})
	w.o.note("savepoint %d ends", w.depth)
	w.o.noteError(err)
	w.depth--
	var limit *LimitError
	switch {
	case due:
		if began || !errors.As(err, &limit) || limit.Option != "MaxSavepoints" {
			return fmt.Errorf("%w: savepoint %d: %v", errStressAnswer, w.depth+1, err)
		}
		w.o.counts["limit MaxSavepoints"]++
		return nil
	case err != nil:
		w.state = former
		w.o.counts["taken back"]++
		if !errors.Is(err, errStressUndo) && !w.o.tolerates(err) || w.tx.failed != nil {
			return err
		}
	}
	if w.random.IntN(4) == 0 {
		return w.state.agrees(w.tx)
	}
	return nil
}

// oddTable chooses a table: one of the first few most often, so that some become large. There is none at the beginning.
func (w *oddWriter) oddTable() (*Table, error) {
	names := w.state.names()
	if len(names) == 0 {
		return nil, nil
	}
	if w.random.IntN(8) > 0 {
		names = names[:min(len(names), 3)]
	}
	return w.tx.Table(oneOf(w.random, names...))
}

// create makes a table, or more of them where there are many names.
func (w *oddWriter) create() error {
	for range 1 + w.random.IntN(1+len(w.o.names)/20) {
		name := oneOf(w.random, w.o.names...)
		t, ok := w.state[name]
		if !ok {
			t.options = w.tableOptions()
		}
		if _, err := w.tx.CreateTable(name, t.options); err != nil {
			return err
		}
		w.state[name] = t
	}
	return nil
}

// clear removes everything from a table.
func (w *oddWriter) clear() error {
	table, err := w.oddTable()
	if table == nil {
		return err
	}
	if err := table.Clear(); err != nil {
		return err
	}
	w.state[table.Name()] = stressTable{options: table.Options()}
	return nil
}

// drop removes a table.
func (w *oddWriter) drop() error {
	names := w.state.names()
	if len(names) == 0 {
		return nil
	}
	name := oneOf(w.random, names...)
	if err := w.tx.DropTable(name); err != nil {
		return err
	}
	delete(w.state, name)
	return nil
}

// rename gives a table another name, unless that is taken.
func (w *oddWriter) rename() error {
	names := w.state.names()
	if len(names) == 0 {
		return nil
	}
	from, to := oneOf(w.random, names...), oneOf(w.random, w.o.names...)
	_, taken := w.state[to]
	due := errorIf(taken, ErrTableExists)
	if err := answerError("rename", w.tx.RenameTable(from, to), due); err != nil || due != nil {
		return err
	}
	w.state[to] = w.state[from]
	delete(w.state, from)
	return nil
}
