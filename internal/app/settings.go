package app

import (
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/record"
)

// namespaceOption is an option of a namespace that may change while it is open.
type namespaceOption struct {
	// bits bounds the number.
	bits int
	set  func(t *record.Tuning, n uint64)
}

// namespaceOptions is the table of the options of namespaces, under the names of a real node. Ranges are the store's.
func namespaceOptions() map[string]namespaceOption {
	return map[string]namespaceOption{
		"default-ttl":                {32, func(t *record.Tuning, n uint64) { t.DefaultTTLSeconds = uint32(n) }},
		"default-read-touch-ttl-pct": {8, func(t *record.Tuning, n uint64) { t.ReadTouchPercent = uint8(n) }},
		"max-record-size":            {31, func(t *record.Tuning, n uint64) { t.MaxRecordSize = int(n) }},
		"data-size":                  {63, func(t *record.Tuning, n uint64) { t.DataSize = n }},
		"stop-writes-used-pct":       {8, func(t *record.Tuning, n uint64) { t.StopWritesPercent = uint8(n) }},
		"evict-used-pct":             {8, func(t *record.Tuning, n uint64) { t.EvictPercent = uint8(n) }},
		"evict-tenths-pct":           {16, func(t *record.Tuning, n uint64) { t.EvictTenthsPercent = uint16(n) }},
	}
}

// setOption is an option of a set.
type setOption struct {
	bits int
	set  func(t *record.SetTuning, n uint64)
}

// setOptions is the table of the options of sets.
func setOptions() map[string]setOption {
	return map[string]setOption{
		"default-ttl":                {32, func(t *record.SetTuning, n uint64) { t.DefaultTTLSeconds = uint32(n) }},
		"default-read-touch-ttl-pct": {8, func(t *record.SetTuning, n uint64) { t.ReadTouchPercent = uint8(n) }},
		"stop-writes-count":          {64, func(t *record.SetTuning, n uint64) { t.StopWritesCount = n }},
		"stop-writes-size":           {64, func(t *record.SetTuning, n uint64) { t.StopWritesSize = n }},
		"disable-eviction":           {1, func(t *record.SetTuning, n uint64) { t.DisableEviction = n == 1 }},
	}
}

// parseOption reads a value as a real node does: a truth value as 0 or 1, a number with an optional suffix of size (K, M, G)
// or time (S, M, H, D) for lives.
func parseOption(name, text string, bits int) (uint64, bool) {
	if bits == 1 {
		return map[string]uint64{"true": 1}[text], text == "true" || text == "false"
	}
	factors := map[string]uint64{"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
	if strings.HasSuffix(name, "ttl") || strings.HasSuffix(name, "period") {
		factors = map[string]uint64{"S": 1, "M": 60, "H": 3600, "D": 86400}
	}
	factor := uint64(1)
	for suffix, f := range factors {
		if rest, ok := strings.CutSuffix(strings.ToUpper(text), suffix); ok && rest != "" {
			text, factor = rest, f
		}
	}
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil || n > (1<<64-1)/factor || bits < 64 && n*factor >= 1<<bits {
		return 0, false
	}
	return n * factor, true
}

// SetNamespaceOption implements server.NamespaceSettings.
func (s serverStore) SetNamespaceOption(namespace, set, name, value string) bool {
	name = strings.TrimPrefix(name, "storage-engine.")
	if set != "" {
		option, known := setOptions()[name]
		n, ok := parseOption(name, value, max(option.bits, 1))
		return known && ok && s.Store.TuneSet(namespace, set, func(t *record.SetTuning) { option.set(t, n) }) == nil
	}
	if name == "nsup-period" {
		n, ok := parseOption(name, value, 31)
		return ok && s.Store.SetExpiryInterval(namespace, time.Duration(n)*time.Second) == nil
	}
	option, known := namespaceOptions()[name]
	n, ok := parseOption(name, value, max(option.bits, 1))
	return known && ok && s.Store.Tune(namespace, func(t *record.Tuning) { option.set(t, n) }) == nil
}
