package lua

import (
	"errors"

	"github.com/aerolith/aerolith/aero"
)

// The bounds of records in functions.
const (
	// maxBins is how many bins a record may have that a function reads or writes.
	maxBins = 512
	// maxBinName is the longest name of a bin; longer names are read as nil, and writing them does nothing.
	maxBinName = 15
)

// Record is a record as a function finds it.
type Record struct {
	// Exists says that there is such a record; if not, only Digest and NowMillis count.
	Exists bool
	// Digest identifies the record.
	Digest aero.Digest
	// Set is the name of its set, empty for none.
	Set string
	// Key is the stored user key, nil if none is stored.
	Key any
	// Generation counts its writes.
	Generation uint32
	// TTLSeconds is how long it still lives; 0 for ever.
	TTLSeconds uint32
	// LastUpdateMillis is when it was last written, in milliseconds since the protocol's epoch.
	LastUpdateMillis uint64
	// Size is what it takes, in bytes.
	Size int
	// Bins are its bins.
	Bins []aero.Bin
	// ReadOnly refuses changes: records of a stream cannot be changed.
	ReadOnly bool
}

// Action is what a function wants done to its record.
type Action uint8

// The actions.
const (
	// ActionNone leaves the record alone.
	ActionNone Action = iota
	// ActionWrite writes the changed bins; the record may be new.
	ActionWrite
	// ActionRemove removes the record.
	ActionRemove
)

// Changes are what a function wants done to its record.
type Changes struct {
	// Action is what to do.
	Action Action
	// Created says that the function created the record, so that it must not exist.
	Created bool
	// Bins are the bins to write; a nil value removes the bin.
	Bins []aero.Bin
	// TTLSeconds is the life that the function has set, if HasTTL.
	TTLSeconds uint32
	// HasTTL says that TTLSeconds counts.
	HasTTL bool
	// DropKey says that the stored user key shall go.
	DropKey bool
	// Code is why the changes cannot be made; aero.CodeOK if they can.
	Code aero.ResultCode
}

// recordValue is a record inside the sandbox.
type recordValue struct {
	record *Record
	// open says that the record exists, or was created by the function.
	open, created bool
	// values are the bins as the function sees them, changes not yet applied included.
	values map[string]any
	// dirty are the names of the bins that were changed and not applied.
	dirty map[string]bool
	// names are the bins of the record with the changes applied, in order.
	names []string
	// applied are the bins that were changed and applied, in order.
	applied []string
	updated bool
	ttl     uint32
	hasTTL  bool
	dropKey bool
	code    aero.ResultCode
}

// newRecordValue returns a record for a function. The values of its bins are decoded when they are asked for.
func newRecordValue(r *Record) *recordValue {
	v := &recordValue{record: r, open: r.Exists, values: map[string]any{}, dirty: map[string]bool{}}
	for i := range r.Bins {
		v.names = append(v.names, r.Bins[i].Name)
	}
	return v
}

// get returns the value of a bin, nil if there is none.
func (r *recordValue) get(name string) (any, error) {
	if v, ok := r.values[name]; ok {
		return v, nil
	}
	for i := range r.record.Bins {
		bin := &r.record.Bins[i]
		if bin.Name != name {
			continue
		}
		v, err := bin.Value.Value()
		if err != nil {
			return nil, err
		}
		r.values[name] = inside(v)
		return r.values[name], nil
	}
	return nil, nil
}

// set changes a bin; nil removes it. It becomes a change of the record when it is applied.
func (r *recordValue) set(name string, v any) {
	if len(name) == 0 || len(name) > maxBinName {
		return
	}
	r.values[name], r.dirty[name] = v, true
}

// index returns the place of a bin, or -1.
func (r *recordValue) index(name string) int {
	for i, have := range r.names {
		if have == name {
			return i
		}
	}
	return -1
}

// errTooManyBins refuses a record with more bins than functions may write.
var errTooManyBins = errors.New("too many bins for a function")

// apply makes the changes of bins changes of the record.
func (r *recordValue) apply(names []string) error {
	for _, name := range names {
		at := r.index(name)
		switch {
		case r.values[name] == nil && at >= 0:
			r.names = append(r.names[:at], r.names[at+1:]...)
		case r.values[name] != nil && at < 0:
			r.names = append(r.names, name)
		}
		r.applied = append(r.applied, name)
	}
	clear(r.dirty)
	if len(r.names) > maxBins {
		r.code = aero.CodeBinName
		return errTooManyBins
	}
	r.updated, r.code = true, aero.CodeOK
	return nil
}

// changes returns what is to be done to the record.
func (r *recordValue) changes() (Changes, error) {
	c := Changes{
		Created: r.created, TTLSeconds: r.ttl, HasTTL: r.hasTTL, DropKey: r.dropKey && r.record.Exists, Code: r.code,
	}
	switch {
	case !r.updated || r.code != aero.CodeOK:
		return c, nil
	case len(r.names) == 0:
		if r.record.Exists {
			c.Action = ActionRemove
		}
		return c, nil
	}
	c.Action = ActionWrite
	done := map[string]bool{}
	for _, name := range r.applied {
		if done[name] {
			continue
		}
		done[name] = true
		value, err := finished(r.values[name])
		if err != nil {
			return Changes{}, err
		}
		particle, err := aero.NewParticle(value)
		if err != nil {
			return Changes{}, err
		}
		c.Bins = append(c.Bins, aero.Bin{Name: name, Value: particle})
	}
	return c, nil
}
