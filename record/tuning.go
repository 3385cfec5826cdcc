package record

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
)

// Tuning are the settings of a namespace that may change while it is open. The fields are those of NamespaceOptions.
type Tuning struct {
	DefaultTTLSeconds  uint32
	ReadTouchPercent   uint8
	MaxRecordSize      int
	DataSize           uint64
	StopWritesPercent  uint8
	EvictPercent       uint8
	EvictTenthsPercent uint16
}

// SetTuning are the settings of a set. The zero value changes nothing.
type SetTuning struct {
	// DefaultTTLSeconds is the life of records whose writer asks for the default; 0 takes that of the namespace.
	DefaultTTLSeconds uint32
	// ReadTouchPercent is that of the set; 0 takes that of the namespace.
	ReadTouchPercent uint8
	// StopWritesCount refuses new records with aero.CodeForbidden while the set has so many or more; 0 never does.
	StopWritesCount uint64
	// StopWritesSize refuses writes, but for deletes, with aero.CodeForbidden while the records of the set take more bytes;
	// 0 never does.
	StopWritesSize uint64
	// DisableEviction keeps the records of the set when room is made.
	DisableEviction bool
}

// tunings are the settings of the moment. A value never changes.
type tunings struct {
	Tuning
	sets map[string]SetTuning
}

// tuningOf returns the settings that a namespace is opened with.
func tuningOf(n *NamespaceOptions) Tuning {
	return Tuning{
		DefaultTTLSeconds: n.DefaultTTLSeconds, ReadTouchPercent: n.ReadTouchPercent, MaxRecordSize: n.MaxRecordSize,
		DataSize: n.DataSize, StopWritesPercent: n.StopWritesPercent, EvictPercent: n.EvictPercent,
		EvictTenthsPercent: n.EvictTenthsPercent,
	}
}

// newTunings returns the settings that a namespace is opened with.
func newTunings(n *NamespaceOptions) *tunings { return &tunings{Tuning: tuningOf(n)} }

// tuned returns what evaluation depends on for the records of a set.
func (n *namespace) tuned(set string) eval.Tuned {
	t := n.tunings.Load()
	tuned := eval.Tuned{
		DefaultTTLSeconds: t.DefaultTTLSeconds, ReadTouchPercent: t.ReadTouchPercent, MaxRecordSize: t.MaxRecordSize,
	}
	if len(t.sets) == 0 {
		return tuned
	}
	own := t.sets[set]
	if own.DefaultTTLSeconds != 0 {
		tuned.DefaultTTLSeconds = own.DefaultTTLSeconds
	}
	if own.ReadTouchPercent != 0 {
		tuned.ReadTouchPercent = own.ReadTouchPercent
	}
	return tuned
}

// Tuning returns the settings of a namespace; false if there is none of that name.
func (s *Store) Tuning(namespace string) (Tuning, bool) {
	n := s.namespaces[namespace]
	if n == nil {
		return Tuning{}, false
	}
	return n.tunings.Load().Tuning, true
}

// Tune changes settings of a namespace: change receives those of the moment and what it leaves is taken. They hold for
// commands whose turn comes later, and until the store is closed. It fails with aero.CodeNamespace, and with an error that names
// the option for a value that is out of its range; then nothing changes.
func (s *Store) Tune(namespace string, change func(*Tuning)) error {
	return s.changeTunings(namespace, func(t *tunings) error {
		change(&t.Tuning)
		return t.validate(namespace)
	})
}

// SetTuning returns the settings of a set, whether or not it exists yet.
func (s *Store) SetTuning(namespace, set string) SetTuning {
	n := s.namespaces[namespace]
	if n == nil {
		return SetTuning{}
	}
	return n.tunings.Load().sets[set]
}

// TuneSet is Tune for the settings of a set, whether or not it exists yet. There may be settings for as many sets as there
// may be sets.
func (s *Store) TuneSet(namespace, set string, change func(*SetTuning)) error {
	return s.changeTunings(namespace, func(t *tunings) error {
		if set == "" || len(set) > eval.MaxSetNameLength {
			return fmt.Errorf("record: set name %q: need 1 to %d bytes", set, eval.MaxSetNameLength)
		}
		own := t.sets[set]
		change(&own)
		t.sets = maps.Clone(t.sets)
		if t.sets == nil {
			t.sets = map[string]SetTuning{}
		}
		t.sets[strings.Clone(set)] = own
		if len(t.sets) > s.options.MaxSets {
			return fmt.Errorf("record: settings for %d sets, at most %d (option MaxSets)", len(t.sets), s.options.MaxSets)
		}
		return own.validate(set)
	})
}

// changeTunings puts a changed copy of the settings in the place of the old ones, unless change fails.
func (s *Store) changeTunings(namespace string, change func(*tunings) error) error {
	n := s.namespaces[namespace]
	if n == nil {
		return refusal("change settings", aero.CodeNamespace)
	}
	n.tuning.Lock()
	defer n.tuning.Unlock()
	next := *n.tunings.Load()
	if err := change(&next); err != nil {
		return err
	}
	n.tunings.Store(&next)
	return nil
}

// validate checks the ranges of a namespace's settings.
func (t *Tuning) validate(namespace string) error {
	var errs []error
	for _, r := range []struct {
		option          string
		value, min, max int64
	}{
		{"DefaultTTLSeconds", int64(t.DefaultTTLSeconds), 0, eval.MaxTTLSeconds},
		{"MaxRecordSize", int64(t.MaxRecordSize), minRecordSize, maxRecordSize},
		{"ReadTouchPercent", int64(t.ReadTouchPercent), 0, maxPercent},
		{"StopWritesPercent", int64(t.StopWritesPercent), 0, maxPercent},
		{"EvictPercent", int64(t.EvictPercent), 0, maxPercent},
		{"EvictTenthsPercent", int64(t.EvictTenthsPercent), 1, 10 * maxPercent},
	} {
		if r.value < r.min || r.value > r.max {
			errs = append(errs, fmt.Errorf("record: namespace %s: option %s: %d is outside %d to %d",
				namespace, r.option, r.value, r.min, r.max))
		}
	}
	return errors.Join(errs...)
}

// validate checks the ranges of a set's settings.
func (t *SetTuning) validate(set string) error {
	if t.DefaultTTLSeconds > eval.MaxTTLSeconds || t.ReadTouchPercent > maxPercent {
		return fmt.Errorf("record: set %s: DefaultTTLSeconds %d or ReadTouchPercent %d is above %d or %d",
			set, t.DefaultTTLSeconds, t.ReadTouchPercent, eval.MaxTTLSeconds, maxPercent)
	}
	return nil
}

// exceeds reports whether so many bytes are a share of the budget or more.
func (t *Tuning) exceeds(used uint64, percent uint8) bool {
	return t.DataSize != 0 && percent != 0 && float64(used)*maxPercent >= float64(t.DataSize)*float64(percent)
}

// stopsWrites reports whether writes are refused while the records take so many bytes.
func (t *Tuning) stopsWrites(used uint64) bool { return t.exceeds(used, t.StopWritesPercent) }

// evicts reports whether room is to be made while the records take so many bytes.
func (t *Tuning) evicts(used uint64) bool { return t.exceeds(used, t.EvictPercent) }
