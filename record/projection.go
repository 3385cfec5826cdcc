package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// projection is what a scan with operations has for evaluating them on each record.
type projection struct {
	command aero.RecordCommand
	current eval.Current
	answer  aero.RecordResult
}

// operate replaces the result's bins by the answers of the scan's operations. It returns false if there is none, or if
// an operation fails on this record.
func (sc *scan) operate(record *layout.Record, set string) bool {
	p := &sc.project
	p.command = aero.RecordCommand{
		Digest: sc.result.Digest, Flags: aero.FlagRead, Operations: sc.cmd.Operations, ReadTouchPercent: -1,
	}
	p.current = eval.Current{Exists: true, Record: *record, SetName: set}
	sc.n.rules.Read(&p.command, &p.current, sc.n.now(), &p.answer)
	if p.answer.Code != aero.CodeOK || len(p.answer.Bins) == 0 {
		return false
	}
	sc.result.Bins = append(sc.result.Bins[:0], p.answer.Bins...)
	return true
}
