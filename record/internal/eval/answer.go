package eval

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// answer collects the values that a command returns.
type answer struct {
	res   *aero.RecordResult
	names *Names
	limit int
	work  int // bytes that operations may still work through, where the evaluator's arena does not count them
}

// charge counts work on n bytes, or reports false if the command has used up its share.
func (a *answer) charge(n int) bool {
	if n > a.work {
		return false
	}
	a.work -= n
	return true
}

// add appends a bin, copying its value. It reports false if the answer would become larger than allowed.
func (a *answer) add(name layout.Name, value aero.Particle) bool {
	start := len(a.res.Memory)
	value = cdt.Visible(value)
	if len(value.Data) > a.limit-start {
		return false
	}
	if len(value.Data) > 0 {
		a.res.Memory = append(a.res.Memory, value.Data...)
		end := len(a.res.Memory)
		value.Data = a.res.Memory[start:end:end]
	}
	a.res.Bins = append(a.res.Bins, aero.Bin{Name: a.names.String(name), Value: value})
	return true
}

// addAll appends all bins of a stored record. It reports false if the answer would become larger than allowed.
func (a *answer) addAll(r *layout.Record) bool {
	total := 0
	for bins := r.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			break
		}
		total += len(bin.Value.Data)
	}
	if total > a.limit-len(a.res.Memory) {
		return false
	}
	a.res.Memory = slices.Grow(a.res.Memory, total)
	a.res.Bins = slices.Grow(a.res.Bins, r.BinCount())
	for bins := r.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return true
		}
		if !a.add(bin.Name, bin.Value) {
			return false
		}
	}
}
