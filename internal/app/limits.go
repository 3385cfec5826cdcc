package app

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/record"
)

// Limits bound what each namespace keeps.
type Limits struct {
	// DataSize is the budget of the records of a namespace, as bytes with an optional suffix KiB, MiB, GiB or TiB; "" is no
	// budget.
	DataSize string
	// StopWritesPercent refuses writes from this share of DataSize on, EvictPercent removes records that would expire anyway;
	// 1 to 100, 0 never does.
	StopWritesPercent, EvictPercent uint8
	// DefaultTTL is the life of records whose writer asks for the default, in whole seconds up to ten years; 0 is for ever.
	DefaultTTL time.Duration
	// Archive is a folder in which the log is kept for ever, so that any transaction can be restored; "" keeps none.
	Archive string
}

// defaultStopWrites is the share of the budget at which writes are refused, in percent: the rest is for deletes and for what
// the files need beside the records.
const defaultStopWrites = 90

// ttlMax is the longest default life.
const ttlMax = 10 * 365 * 24 * time.Hour

// apply puts the limits into the options of a store; those that are not set leave what namespaces have of their own. It reports every problem at once.
func (l *Limits) apply(options *record.Options, stored bool) error {
	var problems []error
	budget, err := parseBudget(l.DataSize)
	if err != nil {
		problems = append(problems, fmt.Errorf("--data-size: %w", err))
	}
	const percent = 100
	if l.StopWritesPercent > percent || l.EvictPercent > percent {
		problems = append(problems, errors.New("--stop-writes-percent, --evict-percent: want 0 to 100"))
	}
	if l.EvictPercent > 0 && budget == 0 {
		problems = append(problems, errors.New("--evict-percent: a share of what? Give --data-size too"))
	}
	if l.DefaultTTL < 0 || l.DefaultTTL > ttlMax || l.DefaultTTL%time.Second != 0 {
		problems = append(problems, fmt.Errorf("--default-ttl %v: want whole seconds, at most ten years", l.DefaultTTL))
	}
	if l.Archive != "" && !stored {
		problems = append(problems, errors.New("--archive: there is no log to keep with --durability memory"))
	}
	options.Engine.ArchivePath = cmp.Or(l.Archive, options.Engine.ArchivePath)
	for i := range options.Namespaces {
		n := &options.Namespaces[i]
		n.EvictPercent = cmp.Or(l.EvictPercent, n.EvictPercent)
		n.DefaultTTLSeconds = cmp.Or(uint32(l.DefaultTTL/time.Second), n.DefaultTTLSeconds)
		if budget > 0 {
			n.DataSize, n.StopWritesPercent = budget, l.StopWritesPercent
		}
	}
	return errors.Join(problems...)
}

// parseBudget reads a number of bytes such as 512MiB or 20GiB; "" is 0.
func parseBudget(text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	number, shift := text, 0
	for suffix, bits := range map[string]int{"KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40} {
		if rest, ok := strings.CutSuffix(text, suffix); ok {
			number, shift = rest, bits
		}
	}
	n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 64)
	if err != nil || n > math.MaxInt64>>shift {
		return 0, fmt.Errorf("%q is not a size: write bytes, or a number with KiB, MiB, GiB or TiB", text)
	}
	return n << shift, nil
}
