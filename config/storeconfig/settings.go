package storeconfig

import "github.com/aerolith/aerolith/record"

// NamespaceOption is an option of a namespace that may change while it is open.
type NamespaceOption struct {
	// Bits bounds the number.
	Bits int
	// Set sets the option.
	Set func(t *record.Tuning, n uint64)
}

// Namespaces is the table of the options of namespaces, under the names of a real node. Ranges are the store's.
func Namespaces() map[string]NamespaceOption {
	return map[string]NamespaceOption{
		"default-ttl":                {32, func(t *record.Tuning, n uint64) { t.DefaultTTLSeconds = uint32(n) }},
		"default-read-touch-ttl-pct": {8, func(t *record.Tuning, n uint64) { t.ReadTouchPercent = uint8(n) }},
		"max-record-size":            {31, func(t *record.Tuning, n uint64) { t.MaxRecordSize = int(n) }},
		"data-size":                  {63, func(t *record.Tuning, n uint64) { t.DataSize = n }},
		"stop-writes-used-pct":       {8, func(t *record.Tuning, n uint64) { t.StopWritesPercent = uint8(n) }},
		"evict-used-pct":             {8, func(t *record.Tuning, n uint64) { t.EvictPercent = uint8(n) }},
		"evict-tenths-pct":           {16, func(t *record.Tuning, n uint64) { t.EvictTenthsPercent = uint16(n) }},
	}
}

// SetOption is an option of a set.
type SetOption struct {
	// Bits bounds the number; 1 is a truth value.
	Bits int
	// Set sets the option.
	Set func(t *record.SetTuning, n uint64)
}

// Sets is the table of the options of sets.
func Sets() map[string]SetOption {
	return map[string]SetOption{
		"default-ttl":                {32, func(t *record.SetTuning, n uint64) { t.DefaultTTLSeconds = uint32(n) }},
		"default-read-touch-ttl-pct": {8, func(t *record.SetTuning, n uint64) { t.ReadTouchPercent = uint8(n) }},
		"stop-writes-count":          {64, func(t *record.SetTuning, n uint64) { t.StopWritesCount = n }},
		"stop-writes-size":           {64, func(t *record.SetTuning, n uint64) { t.StopWritesSize = n }},
		"disable-eviction":           {1, func(t *record.SetTuning, n uint64) { t.DisableEviction = n == 1 }},
	}
}
