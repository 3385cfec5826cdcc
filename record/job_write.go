package record

import (
	"context"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/sindex"
)

// jobWrite is the work of a job that writes to each record.
type jobWrite struct {
	namespace string
	// command is what is done; digest and set are those of the record at hand.
	command aero.RecordCommand
	// wanted is the range that the records must still be in; nil for all records.
	wanted *aero.IndexRange
	set    string
	// index and query are what wanted came to last; they belong to the committer.
	index *index
	query *sindex.Query
}

// newJobWrite returns the work of a command, which aliases nothing.
func newJobWrite(cmd *aero.BackgroundCommand) *jobWrite {
	write := &cmd.Write
	w := &jobWrite{
		namespace: string([]byte(cmd.Select.Namespace)), set: string([]byte(cmd.Select.Set)),
		wanted: cloneRange(cmd.Select.Index),
	}
	w.command = aero.RecordCommand{
		Namespace: w.namespace, Flags: write.Flags | aero.FlagWrite, TTLSeconds: write.TTLSeconds,
		Filter: slices.Clone(write.Filter), Operations: slices.Clone(write.Operations),
	}
	if w.command.Flags&aero.FlagReplaceOnly == 0 {
		w.command.Flags |= aero.FlagUpdateOnly
	}
	for i := range w.command.Operations {
		op := &w.command.Operations[i]
		op.Bin, op.Value.Data = string([]byte(op.Bin)), slices.Clone(op.Value.Data)
	}
	return w
}

// run writes to some records, in one task; if that cannot be done, in one for each.
func (w *jobWrite) run(_ context.Context, n *namespace, records []JobRecord, count func(aero.ResultCode)) error {
	step := &jobStep{work: w, records: records}
	if err := n.runTask(step); err == nil {
		step.report(count)
		return nil
	}
	for i := range records {
		step.records = records[i : i+1]
		if err := n.runTask(step); err != nil {
			code, ok := codeOf(err)
			if !ok {
				return err
			}
			count(code)
			continue
		}
		step.report(count)
	}
	return nil
}

// jobStep is the task that writes to some records.
type jobStep struct {
	work    *jobWrite
	records []JobRecord
	codes   []aero.ResultCode
	answer  aero.RecordResult
}

// report tells what became of each record.
func (s *jobStep) report(count func(aero.ResultCode)) {
	for _, code := range s.codes {
		count(code)
	}
}

// apply implements task.
func (s *jobStep) apply(c *committer, now uint64) error {
	s.codes = s.codes[:0]
	for i := range s.records {
		code, err := s.write(c, &s.records[i], now)
		if err != nil {
			return err
		}
		s.codes = append(s.codes, code)
	}
	return nil
}

// write writes to one record.
func (s *jobStep) write(c *committer, record *JobRecord, now uint64) (aero.ResultCode, error) {
	if err := c.found.find(c.group.records, record.Digest, now, c.hidden, c.n.sets); err != nil {
		return 0, err
	}
	if !c.found.current.Exists || !s.work.stillWanted(c, record.Digest) {
		return aero.CodeNotFound, nil
	}
	cmd := &s.work.command
	cmd.Digest, cmd.Set = record.Digest, record.Set
	if code := c.admits(cmd); code != aero.CodeOK {
		return code, nil
	}
	out := c.evaluator.Execute(cmd, &c.found.current, now, &s.answer)
	if out.Change == eval.ChangeNone {
		return s.answer.Code, nil
	}
	if out.Change == eval.ChangePut && c.hidden.hides(&out.Header) {
		return aero.CodeForbidden, nil // the clock is behind a truncation
	}
	ch := c.changeOfFound(record.Digest)
	if out.Change == eval.ChangePut {
		ch.value, ch.header = out.Value, out.Header
	}
	return aero.CodeOK, c.storeChange(&ch)
}

// stillWanted reports whether the record found is still in the range that the job is about.
func (w *jobWrite) stillWanted(c *committer, digest aero.Digest) bool {
	if w.wanted == nil {
		return true
	}
	x, code := c.indexes.lookUp(w.set, w.wanted)
	if code != aero.CodeOK {
		return false
	}
	if w.index != x {
		w.index, w.query = x, nil
		if query, ok := sindex.NewQuery(&x.row.Definition, w.wanted); ok {
			w.query = query
		}
	}
	return w.query != nil && w.query.Holds(digest, &c.found.current.Record)
}

// finished implements task.
func (*jobStep) finished(error) {}
