package zerodb

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// oddEvents are what happens between transactions.
var oddEvents = []oddStep[*odd]{
	{"nothing", 5, func(*odd) error { return nil }},
	{"checkpoint", 1, (*odd).checkpoint},
	{"compaction", 1, (*odd).compact},
	{"check", 1, (*odd).check},
	{"look", 1, (*odd).look},
	{"reader begins", 1, (*odd).readerBegins},
	{"reader looks", 1, (*odd).readerLooks},
	{"reader is renewed", 1, (*odd).readerIsRenewed},
	{"close", 1, (*odd).closeAndOpen},
	{"kill", 1, (*odd).killAndOpen},
}

// event does one of these.
func (o *odd) event() error { return chooseStep(o, oddEvents)(o) }

// open opens the database with other options, and looks at what it has.
func (o *odd) open() error {
	if err := o.openAny(); err != nil {
		return err
	}
	return o.look()
}

// openAny opens the database with other options, whatever it has.
func (o *odd) openAny() error {
	o.opts = o.options()
	if o.power != nil {
		o.power.vary(&o.opts)
	}
	if o.faults != nil {
		o.opts.FS = o.faults.FS
	}
	o.note("open: %s", o.describe())
	db, err := Open("/d/db", o.opts)
	var limit *LimitError
	if errors.As(err, &limit) && limit.Option == "MaxTxBytes" { // what a kill left in the log took more than this opening allows
		o.opts.MaxTxBytes = 0
		o.noteError(err)
		db, err = Open("/d/db", o.opts)
	}
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	o.db = db
	return nil
}

// look compares everything that a new reader sees.
func (o *odd) look() error { return o.db.View(o.latest.agrees) }

// checkpoint writes what is not in the data file yet, unless that has no room. What was committed is durable then.
func (o *odd) checkpoint() error {
	err := o.db.Checkpoint(o.t.Context())
	if err == nil {
		o.power.keep(o.latest)
	}
	return o.unlessLimited(err)
}

// compact makes the file shorter, unless that takes more than a transaction may.
func (o *odd) compact() error {
	_, err := o.db.Compact(o.t.Context(), CompactOptions{PagesPerStep: oneOf(o.random, 0, 1, 10, o.random.IntN(300))})
	if errors.Is(err, ErrCompacting) { // in the background
		return nil
	}
	return o.unlessLimited(err)
}

// unlessLimited returns an error, unless a limit of this opening was met.
func (o *odd) unlessLimited(err error) error {
	o.noteError(err)
	return errorIf(err != nil && !o.tolerates(err), err)
}

// check lets the checker look at everything.
func (o *odd) check() error {
	const most = 5
	var found []error
	err := o.db.Check(o.t.Context(), func(f Finding) error {
		found = append(found, fmt.Errorf("the checker found %v", f))
		return errorIf(len(found) == most, errors.New("and more"))
	})
	return errors.Join(append(found, err)...)
}

// closeAndOpen ends a life in order, and begins another one.
func (o *odd) closeAndOpen() error {
	if err := o.close(); err != nil {
		return err
	}
	return o.open()
}

// close ends all readers, which look once more, and closes the database.
func (o *odd) close() error {
	for _, r := range o.readers {
		if err := errors.Join(r.looks(), r.tx.Rollback()); err != nil {
			return err
		}
	}
	o.readers = nil
	err := o.db.Close()
	if err == nil {
		o.power.keep(o.latest)
	}
	return err
}

// killAndOpen goes on with what a kill leaves, or a power failure where everything is durable.
func (o *odd) killAndOpen() error {
	kind := memfs.Everything
	if o.opts.Durability == DurabilityAlways {
		kind = oneOf(o.random, memfs.Everything, memfs.OnlySynced)
	}
	left := leftBy(o.t, o.files, kind)
	if err := o.close(); err != nil {
		return err
	}
	o.files = left
	return o.open()
}

// oddReader is a reader that stays, and what it must see.
type oddReader struct {
	tx    *Tx
	state stressState
}

// readerBegins begins a reader that stays. Of many the oldest goes.
func (o *odd) readerBegins() error {
	const most = 3
	tx, err := o.db.BeginRead()
	if err != nil {
		return err
	}
	o.readers = append(o.readers, oddReader{tx, o.latest})
	if len(o.readers) <= most {
		return nil
	}
	oldest := o.readers[0]
	o.readers = o.readers[1:]
	return errors.Join(oldest.looks(), oldest.tx.Rollback())
}

// looks compares everything that a reader sees with what it began with.
func (r oddReader) looks() error { return told(r.tx, r.state.agrees(r.tx)) }

// readerLooks lets a reader look again.
func (o *odd) readerLooks() error {
	if len(o.readers) == 0 {
		return nil
	}
	return oneOf(o.random, o.readers...).looks()
}

// readerIsRenewed gives a reader the newest state.
func (o *odd) readerIsRenewed() error {
	if len(o.readers) == 0 {
		return nil
	}
	r := &o.readers[o.random.IntN(len(o.readers))]
	if err := errors.Join(r.looks(), r.tx.Reset(), r.tx.Renew()); err != nil {
		return err
	}
	r.state = o.latest
	return r.looks()
}
