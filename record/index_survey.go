package record

import (
	"errors"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/hll"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// surveyAll surveys the indexes that queries may use: all of them, or those only that were never surveyed.
func (n *namespace) surveyAll(wanted func(*index) bool) {
	for _, x := range *n.indexes.Load() {
		if n.closing() {
			return
		}
		if !x.ready() || x.row.Definition.Source == aero.IndexSet || !wanted(x) {
			continue
		}
		if err := n.survey(x); err != nil {
			n.report(taskIndex, err)
		}
	}
}

// everyIndex wants all indexes surveyed.
func everyIndex(*index) bool { return true }

// neverSurveyed wants those indexes surveyed that were not yet.
func neverSurveyed(x *index) bool { return !x.progress.surveyed.Load() }

// survey looks at all entries of an index for how they are spread, in chunks, each in a read transaction of its own, so that
// what changes meanwhile is counted roughly. It ends early, without a result, when the index is dropped or the namespace closes.
func (n *namespace) survey(x *index) error {
	s := survey{}
	if x.row.Definition.Source != aero.IndexValue {
		s.records = hll.NewCounter()
	}
	for !n.closing() {
		err := n.view(func(tx *zerodb.Tx) error { return s.read(tx, x.table, n.options.ScanChunkRecords) })
		if errors.Is(err, zerodb.ErrTableNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if s.done {
			s.publish(x.progress)
			return nil
		}
	}
	return nil
}

// survey is a survey of an index under way.
type survey struct {
	// from is the key to go on from; done says that the end was reached.
	from []byte
	done bool
	// last is the value of the entry seen last, of which there are entries so far, with so many different values.
	last            sindex.Value
	entries, values uint64
	// records counts the records behind the entries; nil where each has one entry.
	records *hll.Counter
}

// read looks at up to limit entries.
func (s *survey) read(tx *zerodb.Tx, table string, limit int) error {
	entries, err := tx.Table(table)
	if err != nil {
		return err
	}
	cursor := entries.Cursor()
	for ok := seek(cursor, s.from); ok; ok = cursor.Next() {
		if limit--; limit < 0 {
			s.from = cursor.AppendKey(s.from[:0])
			return nil
		}
		value, digest, err := sindex.DecodeKey(cursor.Key())
		if err != nil {
			return err
		}
		if s.entries == 0 || value != s.last {
			s.values++
		}
		s.entries++
		s.last = value
		if s.records != nil {
			s.records.Add(digest[:])
		}
	}
	s.done = true
	return cursor.Err()
}

// publish shows what the survey has found.
func (s *survey) publish(p *indexProgress) {
	perRecord := min(s.entries, 1)
	if s.records != nil {
		perRecord = ratio(s.entries, s.records.Estimate())
	}
	p.perValue.Store(ratio(s.entries, s.values))
	p.perRecord.Store(perRecord)
	p.surveyed.Store(true)
}

// ratio returns how many of the first there are for each of the second, rounded; 0 for none.
func ratio(of, each uint64) uint64 {
	if each == 0 {
		return 0
	}
	return (of + each/2) / each
}

// surveyTicks returns the times at which all indexes are surveyed, and what ends them.
func (n *namespace) surveyTicks() (ticks <-chan time.Time, end func()) {
	if n.options.IndexSurveyInterval < 0 {
		return nil, func() {}
	}
	ticker := time.NewTicker(n.options.IndexSurveyInterval)
	return ticker.C, ticker.Stop
}
