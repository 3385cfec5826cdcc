package app

import (
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/config/storeconfig"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
)

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
		option, known := storeconfig.Sets()[name]
		n, ok := parseOption(name, value, max(option.Bits, 1))
		return known && ok && s.Store.TuneSet(namespace, set, func(t *record.SetTuning) { option.Set(t, n) }) == nil
	}
	if name == "nsup-period" {
		n, ok := parseOption(name, value, 31)
		return ok && s.Store.SetExpiryInterval(namespace, time.Duration(n)*time.Second) == nil
	}
	if strings.HasPrefix(name, "tomb-raider-") {
		return s.setTombRaider(namespace, name, value)
	}
	option, known := storeconfig.Namespaces()[name]
	n, ok := parseOption(name, value, max(option.Bits, 1))
	return known && ok && s.Store.Tune(namespace, func(t *record.Tuning) { option.Set(t, n) }) == nil
}

// setTombRaider changes how long tombstones are kept, how often old ones are removed, or the pauses meanwhile. The first two are lives,
// as a real node reads them.
func (s serverStore) setTombRaider(namespace, name, value string) bool {
	n, ok := parseOption("ttl", value, 31)
	care := s.Store.TombstoneCare(namespace)
	switch name {
	case "tomb-raider-eligible-age":
		care.Age = time.Duration(n) * time.Second
	case "tomb-raider-period":
		care.Period = time.Duration(n) * time.Second
	case "tomb-raider-sleep":
		n, ok = parseOption(name, value, 32)
		care.Sleep = time.Duration(n) * time.Microsecond
	default:
		return false
	}
	return ok && s.Store.Enterprise() && s.Store.SetTombstoneCare(namespace, care) == nil
}

// tombRaider returns the settings of tombstones under the names of a real node, none where there are no tombstones.
func (s serverStore) tombRaider(namespace string) []server.NamedValue {
	if !s.Store.Enterprise() {
		return nil
	}
	care := s.Store.TombstoneCare(namespace)
	in := func(unit, d time.Duration) string { return strconv.FormatInt(int64(d/unit), 10) }
	return []server.NamedValue{
		{Name: "tomb-raider-eligible-age", Value: in(time.Second, care.Age)},
		{Name: "tomb-raider-period", Value: in(time.Second, care.Period)},
		{Name: "storage-engine.tomb-raider-sleep", Value: in(time.Microsecond, care.Sleep)},
	}
}
