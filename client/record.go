package client

import (
	"fmt"
	"slices"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Record is a record as it was read. Values are kept as they came and are decoded when they are asked for.
type Record struct {
	// Key is the key that was asked for; in scans what the server has: the user key only if it was stored.
	Key aero.Key
	// Generation counts the record's changes.
	Generation uint32
	// VoidTime is when the record expires, in seconds since 2010-01-01T00:00:00Z; 0 is never.
	VoidTime uint32
	// Bins are the values in their encoded form, in the order in which the server gave them. They belong to the
	// record.
	Bins []aero.Bin
	// memory backs what Bins point to.
	memory []byte
}

// Bins are values by the names of their bins: of every Go type that aero.NewParticle takes.
type Bins map[string]any

// epochUnix is the beginning of the protocol's time, 2010-01-01T00:00:00Z, in Unix seconds.
const epochUnix = 1262304000

// Expires returns when the record expires, and whether it does.
func (r *Record) Expires() (time.Time, bool) {
	if r.VoidTime == 0 {
		return time.Time{}, false
	}
	return time.Unix(epochUnix+int64(r.VoidTime), 0).UTC(), true
}

// Particle returns a bin's value in its encoded form, and whether there is one. It belongs to the record. Of several values
// of one bin, which operations can give, the last one counts; Bins has them all, in the order of the operations.
func (r *Record) Particle(bin string) (aero.Particle, bool) {
	for i := len(r.Bins) - 1; i >= 0; i-- {
		if r.Bins[i].Name == bin {
			return r.Bins[i].Value, true
		}
	}
	return aero.Particle{}, false
}

// Value returns a bin's value, the last one if there are several: nil, int64, float64, string, []byte, bool, aero.HLL,
// aero.GeoJSON, aero.List, aero.Map or aero.Opaque.
//
// Errors: ErrNoBin, aero.ErrMalformedValue.
func (r *Record) Value(bin string) (any, error) {
	p, ok := r.Particle(bin)
	if !ok {
		return nil, fmt.Errorf("bin %q: %w", bin, ErrNoBin)
	}
	v, err := p.Value()
	if err != nil {
		return nil, fmt.Errorf("bin %q: %w", bin, err)
	}
	return v, nil
}

// ValueAs returns a bin's value as a type of those that Record.Value returns.
//
// Errors: ErrNoBin, ErrBinType, aero.ErrMalformedValue.
func ValueAs[T any](r *Record, bin string) (value T, err error) {
	v, err := r.Value(bin)
	if err != nil {
		return value, err
	}
	value, ok := v.(T)
	if !ok {
		return value, fmt.Errorf("bin %q is %T, want %T: %w", bin, v, value, ErrBinType)
	}
	return value, nil
}

// Map returns all values by name. It returns aero.ErrMalformedValue for a value that cannot be decoded. Of several
// values of one bin the last one counts.
func (r *Record) Map() (Bins, error) {
	values := make(Bins, len(r.Bins))
	for i := range r.Bins {
		v, err := r.Bins[i].Value.Value()
		if err != nil {
			return nil, fmt.Errorf("bin %q: %w", r.Bins[i].Name, err)
		}
		values[r.Bins[i].Name] = v
	}
	return values, nil
}

// take fills the record with a result whose bytes belong to a connection: it copies them into one piece of memory,
// reusing what the record had.
func (r *Record) take(result *aero.RecordResult) {
	r.Generation, r.VoidTime = result.Generation, result.VoidTime
	size := len(result.Key.Data)
	for i := range result.Bins {
		size += len(result.Bins[i].Value.Data)
	}
	r.memory = slices.Grow(r.memory[:0], size)
	r.Bins = append(r.Bins[:0], result.Bins...)
	for i := range r.Bins {
		r.Bins[i].Value.Data = r.keep(r.Bins[i].Value.Data)
	}
}

// adopt fills the record with a result that was decoded into its own memory.
func (r *Record) adopt(result *aero.RecordResult) {
	r.Generation, r.VoidTime, r.Bins = result.Generation, result.VoidTime, result.Bins
	result.Bins = nil
}

// keep copies bytes into the record's memory, which must have room.
func (r *Record) keep(data []byte) []byte {
	if data == nil {
		return nil
	}
	start := len(r.memory)
	r.memory = append(r.memory, data...)
	return r.memory[start:len(r.memory):len(r.memory)]
}

// encoded returns the bins in their encoded form, sorted by name, so that the same values always travel the same way.
func (b Bins) encoded() ([]aero.Bin, error) {
	names := make([]string, 0, len(b))
	for name := range b {
		names = append(names, name)
	}
	slices.Sort(names)
	bins := make([]aero.Bin, len(names))
	for i, name := range names {
		p, err := aero.NewParticle(b[name])
		if err != nil {
			return nil, fmt.Errorf("bin %q: %w", name, err)
		}
		bins[i] = aero.Bin{Name: name, Value: p}
	}
	return bins, nil
}
