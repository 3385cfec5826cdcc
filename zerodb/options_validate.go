package zerodb

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
)

// Bounds of what can be configured.
const (
	minPageSize    = page.MinSize
	maxPageSize    = page.MaxSize
	minSegmentSize = 64 * kibibyte
	maxSegmentSize = 1 * gibibyte
	segmentUnit    = 4 * kibibyte
	maxValueSize   = recordMaxBytes / 2 // a value stands in the log with its key and what else the transaction does
	minDatabase    = 1 * mebibyte
	maxDatabase    = 1 << 47 // what a process can map on common 64-bit systems
	maxCount       = 1 << 20
)

// Validate reports every option that is out of its range and every relation between options that does not hold, or
// nil. Zero fields stand for their defaults. The error names each option and the values that are possible.
func (o Options) Validate() error {
	o = o.withDefaults()
	return errors.Join(o.validateChoices(), o.validateDurations(), o.validateRanges(), o.validateRelations())
}

// validateChoices checks the options that name one of several ways.
func (o Options) validateChoices() error {
	choices := []struct {
		option     string
		value, max uint8
		names      string
	}{
		{"Create", uint8(o.Create), uint8(CreateNew), "CreateIfMissing, CreateNever and CreateNew"},
		{"Durability", uint8(o.Durability), uint8(DurabilityNone), "DurabilityAlways, DurabilityInterval and DurabilityNone"},
		{"Recovery", uint8(o.Recovery), uint8(RecoverWhatIsWhole), "RecoverStrictly and RecoverWhatIsWhole"},
		{"OldReaders", uint8(o.OldReaders), uint8(EndOldReaders), "WarnOldReaders and EndOldReaders"},
		{"Checksums", uint8(o.Checksums), uint8(ChecksumOff), "ChecksumOnce, ChecksumAlways and ChecksumOff"},
		{"Access", uint8(o.Access), uint8(AccessPoisoned), "AccessDirect, AccessCopy and AccessPoisoned"},
	}
	var errs []error
	for _, c := range choices {
		if c.value > c.max {
			errs = append(errs, fmt.Errorf("zerodb: option %s: unknown mode %d: there are %s", c.option, c.value, c.names))
		}
	}
	if !page.ValidSize(o.PageSize) {
		errs = append(errs, fmt.Errorf("zerodb: option PageSize: %d is not a power of two from %d to %d", o.PageSize, minPageSize, maxPageSize))
	}
	return errors.Join(errs...)
}

// validateDurations checks each duration against its own range.
func (o Options) validateDurations() error {
	ranges := []struct {
		option          string
		value, min, max time.Duration
	}{
		{"SyncInterval", o.SyncInterval, time.Millisecond, time.Hour},
		{"CheckpointInterval", o.CheckpointInterval, o.leastCheckpointInterval(), math.MaxInt64},
		{"ReaderCheckInterval", o.ReaderCheckInterval, time.Millisecond, time.Hour},
		{"OpenTimeout", o.OpenTimeout, time.Millisecond, time.Hour},
		{"CloseTimeout", o.CloseTimeout, math.MinInt64, 24 * time.Hour}, // negative: for ever
		{"MaxReaderAge", o.MaxReaderAge, 0, math.MaxInt64},
	}
	var errs []error
	for _, r := range ranges {
		if r.value < r.min || r.value > r.max {
			errs = append(errs, fmt.Errorf("zerodb: option %s: %v is outside %v to %v", r.option, r.value, max(r.min, 0), r.max))
		}
	}
	return errors.Join(errs...)
}

// leastCheckpointInterval returns the shortest interval that is possible: a negative one is no clock, and a shorter one would keep a processor busy.
func (o Options) leastCheckpointInterval() time.Duration {
	if o.CheckpointInterval < 0 {
		return math.MinInt64
	}
	return time.Millisecond
}

// validateRanges checks each other number against its own range.
func (o Options) validateRanges() error {
	ranges := []struct {
		option          string
		value, min, max int64
	}{
		{"LogSegmentSize", o.LogSegmentSize, minSegmentSize, maxSegmentSize},
		{"CheckpointHeldPercent", max(int64(o.CheckpointHeldPercent), 1), 1, 100},
		{"LogKeepBytes", o.LogKeepBytes, 0, 1 * tebibyte},
		{"LogHoldBytes", o.LogHoldBytes, 64 * kibibyte, 1 * tebibyte},
		{"MaxDatabaseSize", o.MaxDatabaseSize, minDatabase, maxDatabase},
		{"GrowthStep", o.GrowthStep, int64(o.PageSize), 1 * gibibyte},
		{"MaxTxBytes", o.MaxTxBytes, 64 * kibibyte, 1 * tebibyte},
		{"MaxDirtyPages", max(int64(o.MaxDirtyPages), 1), 1, 1 << 32},
		{"MaxUnwrittenBytes", o.MaxUnwrittenBytes, math.MinInt64, 1 * tebibyte},
		{"MaxKeySize", int64(o.MaxKeySize), 1, int64(page.MaxKeySize(max(o.PageSize, minPageSize)))},
		{"MaxValueSize", int64(o.MaxValueSize), 1, maxValueSize},
		{"MaxTables", int64(o.MaxTables), 1, maxCount},
		{"MaxReaders", int64(o.MaxReaders), 1, maxCount},
		{"CompactFreePercent", int64(o.CompactFreePercent), 0, 90},
		{"MaxCloseMoveBytes", o.MaxCloseMoveBytes, math.MinInt64, 1 * tebibyte},
		{"MaxReaderProcesses", int64(o.MaxReaderProcesses), 1, peers.BlocksMax},
		{"MaxOverlayBytes", max(o.MaxOverlayBytes, 64*kibibyte), 64 * kibibyte, 1 * tebibyte},
		{"MaxSavepoints", int64(o.MaxSavepoints), 1, 1024},
		{"MaxPendingCommits", int64(o.MaxPendingCommits), 1, maxCount},
	}
	var errs []error
	for _, r := range ranges {
		if r.value < r.min || r.value > r.max {
			errs = append(errs, fmt.Errorf("zerodb: option %s: %d is outside %d to %d", r.option, r.value, r.min, r.max))
		}
	}
	return errors.Join(errs...)
}

// validateRelations checks options against each other.
func (o Options) validateRelations() error {
	var errs []error
	if o.CheckpointLogBytes < o.LogSegmentSize {
		errs = append(errs, fmt.Errorf("zerodb: option CheckpointLogBytes: %d is below LogSegmentSize %d", o.CheckpointLogBytes, o.LogSegmentSize))
	}
	if o.LogSegmentSize%segmentUnit != 0 {
		errs = append(errs, fmt.Errorf("zerodb: option LogSegmentSize: %d is not a multiple of %d", o.LogSegmentSize, segmentUnit))
	}
	if o.MaxTxBytes/4 < int64(o.MaxValueSize) {
		errs = append(errs, fmt.Errorf("zerodb: option MaxTxBytes: %d is below four times MaxValueSize %d", o.MaxTxBytes, o.MaxValueSize))
	}
	if o.MaxDatabaseSize < int64(o.MaxValueSize) {
		errs = append(errs, fmt.Errorf("zerodb: option MaxDatabaseSize: %d is below MaxValueSize %d", o.MaxDatabaseSize, o.MaxValueSize))
	}
	return errors.Join(errs...)
}
