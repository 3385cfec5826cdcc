package record

import (
	"errors"
	"fmt"
	"slices"
)

// Bounds of what can be configured.
const (
	minRecordSize  = 64
	maxRecordSize  = 8 * mebibyte
	maxNameLength  = 31
	maxSets        = 1<<16 - 1
	maxCount       = 1 << 20
	maxBytes       = 1 << 30
	maxPercent     = 100
	scratchRecords = 8 // largest records that the operations of one command may produce on the way
)

// Validate reports every option that is out of its range and every relation between options that does not hold, or
// nil. Zero fields stand for their defaults.
func (o Options) Validate() error {
	o.Namespaces = slices.Clone(o.Namespaces)
	o = o.withDefaults()
	errs := []error{o.Engine.Validate(), o.validateRanges()}
	if len(o.Namespaces) == 0 {
		errs = append(errs, errors.New("record: option Namespaces: a store needs at least one"))
	}
	seen := map[string]bool{}
	for i := range o.Namespaces {
		n := &o.Namespaces[i]
		if seen[n.Name] {
			errs = append(errs, fmt.Errorf("record: option Namespaces: %q appears twice", n.Name))
		}
		seen[n.Name] = true
		errs = append(errs, n.validate())
	}
	return errors.Join(errs...)
}

// validateRanges checks each number against its own range.
func (o Options) validateRanges() error {
	var errs []error
	for _, r := range []struct {
		option          string
		value, min, max int64
	}{
		{"QueueLength", int64(o.QueueLength), 1, maxCount},
		{"MaxGroupCommands", int64(o.MaxGroupCommands), 1, maxCount},
		{"MaxGroupBytes", int64(o.MaxGroupBytes), 1, maxBytes},
		{"MaxGroupsInFlight", int64(o.MaxGroupsInFlight), 1, maxCount},
		{"MaxResultBytes", int64(o.MaxResultBytes), 1, maxBytes},
		{"BatchWindow", int64(o.BatchWindow), 1, maxCount},
		{"ScanChunkRecords", int64(o.ScanChunkRecords), 1, maxCount},
		{"ScanChunkBytes", int64(o.ScanChunkBytes), 1, maxBytes},
		{"MaxBackgroundJobs", int64(o.MaxBackgroundJobs), 1, maxCount},
		{"MaxDoneJobs", int64(o.MaxDoneJobs), 1, maxCount},
		{"BackgroundRate", int64(o.BackgroundRate), 1, 1_000_000},
		{"CleanStep", int64(o.CleanStep), 1, maxCount},
		{"MaxSets", int64(o.MaxSets), 1, maxSets},
		{"MaxBinNames", int64(o.MaxBinNames), 1, maxCount},
	} {
		if r.value < r.min || r.value > r.max {
			errs = append(errs, fmt.Errorf("record: option %s: %d is outside %d to %d", r.option, r.value, r.min, r.max))
		}
	}
	if o.DefaultTimeout < 0 {
		errs = append(errs, fmt.Errorf("record: option DefaultTimeout: %v is negative", o.DefaultTimeout))
	}
	return errors.Join(errs...)
}

// validate checks the settings of a namespace.
func (n *NamespaceOptions) validate() error {
	var errs []error
	if !validNamespaceName(n.Name) {
		errs = append(errs, fmt.Errorf("record: namespace name %q: need 1 to %d letters, digits, '-' or '_', "+
			"beginning with a letter or digit", n.Name, maxNameLength))
	}
	if n.Storage > StorageMemory {
		errs = append(errs, fmt.Errorf("record: namespace %s: unknown storage %d", n.Name, n.Storage))
	}
	tuning := tuningOf(n)
	errs = append(errs, tuning.validate(n.Name))
	return errors.Join(errs...)
}

// validNamespaceName reports whether the name can be a namespace's and a folder's.
func validNamespaceName(name string) bool {
	if len(name) == 0 || len(name) > maxNameLength {
		return false
	}
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '-' && c != '_') {
			return false
		}
	}
	return true
}
