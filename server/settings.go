package server

import (
	"strconv"
	"sync/atomic"
	"time"
)

// settings are the limits that may change while the server runs. They begin as the options say.
type settings struct {
	maxConnections, idleMillis, maxBatchEntries, maxScans atomic.Int64
}

// setting is a limit that operators may change, under the name of a real node's option.
type setting struct {
	name       string
	least, max int64
	value      *atomic.Int64
}

// newSettings fills in what the options say.
func (s *settings) begin(o *Options) {
	s.maxConnections.Store(int64(o.MaxConnections))
	s.idleMillis.Store(o.IdleTimeout.Milliseconds())
	s.maxBatchEntries.Store(int64(o.MaxBatchEntries))
	s.maxScans.Store(int64(o.MaxScans))
}

// table lists the settings. An idle time of 0 is for ever, as on a real node.
func (s *settings) table() []setting {
	return []setting{
		{"batch-max-requests", 1, batchCeiling, &s.maxBatchEntries},
		{"proto-fd-idle-ms", 0, timeoutCeiling.Milliseconds(), &s.idleMillis},
		{"proto-fd-max", 1, connectionsCeiling, &s.maxConnections},
		{"query-threads-limit", 1, scansCeiling, &s.maxScans},
	}
}

// set changes a setting and reports whether there is one of the name and the value is in its range.
func (s *settings) set(name, value string) bool {
	n, ok := parseSetting(value)
	if !ok {
		return false
	}
	for _, one := range s.table() {
		if one.name == name && n >= one.least && n <= one.max {
			one.value.Store(n)
			return true
		}
	}
	return false
}

// parseSetting reads a number with an optional suffix K, M or G, which count in steps of 1024.
func parseSetting(text string) (int64, bool) {
	factor := int64(1)
	if size := len(text); size > 1 {
		switch text[size-1] | 0x20 {
		case 'k':
			factor = 1 << 10
		case 'm':
			factor = 1 << 20
		case 'g':
			factor = 1 << 30
		}
		if factor > 1 {
			text = text[:size-1]
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > (1<<62)/factor {
		return 0, false
	}
	return n * factor, true
}

// idleTimeout returns how long a connection may be idle.
func (s *settings) idleTimeout() time.Duration {
	if millis := s.idleMillis.Load(); millis != 0 {
		return time.Duration(millis) * time.Millisecond
	}
	return timeoutCeiling
}

// NamespaceSettings is what a Store also is whose namespaces can be set up anew while they are open.
type NamespaceSettings interface {
	// SetNamespaceOption changes an option of a namespace, or of a set of it for a set that is not empty, under the name
	// of a real node's option. It reports whether there is one of the name and the value is in its range.
	SetNamespaceOption(namespace, set, name, value string) bool
}
