package record

import (
	"context"
	"slices"
	"sync"

	"github.com/aerolith/aerolith/aero"
)

// functionJobWorkers is how many records of a job are worked on at the same time: their writes share group commits.
const functionJobWorkers = 16

// functionJob is the work of a job that applies a function to each record.
type functionJob struct {
	store *Store
	n     *namespace
	// command is what is done; digest and set are those of the record at hand.
	command aero.RecordCommand
	// write says which records are still in the query.
	write *jobWrite
}

// startFunction is StartWrite for a function.
func (s *Store) startFunction(cmd *aero.BackgroundCommand) error {
	n, f := s.namespaces[cmd.Select.Namespace], cmd.Write.Function
	if n == nil {
		return refusal("start function", aero.CodeNamespace)
	}
	if _, code := functionArguments(f); code != aero.CodeOK || f.Module == "" || f.Name == "" {
		return refusal("start function", aero.CodeParameter)
	}
	clone := func(text string) string { return string([]byte(text)) }
	write := newJobWrite(cmd)
	job := &functionJob{store: s, n: n, write: write, command: aero.RecordCommand{
		Namespace: write.namespace, Flags: aero.FlagWrite | cmd.Write.Flags&aero.FlagDurableDelete, Filter: write.command.Filter,
		Function: &aero.Function{Module: clone(f.Module), Name: clone(f.Name), Arguments: slices.Clone(f.Arguments)},
	}}
	return s.StartJob(cmd, JobFunction, job.run)
}

// run applies the function to some records.
func (j *functionJob) run(ctx context.Context, records []JobRecord, count func(aero.ResultCode)) error {
	var working sync.WaitGroup
	places := make(chan struct{}, functionJobWorkers)
	failures := make(chan error, 1)
	for i := range records {
		places <- struct{}{}
		working.Go(func() {
			defer func() { <-places }()
			code, err := j.apply(ctx, &records[i])
			if err != nil {
				select {
				case failures <- err:
				default: // one is enough
				}
				return
			}
			count(code)
		})
	}
	working.Wait()
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

// apply applies the function to one record.
func (j *functionJob) apply(ctx context.Context, record *JobRecord) (aero.ResultCode, error) {
	cmd := j.command
	cmd.Digest, cmd.Set = record.Digest, record.Set
	var res aero.RecordResult
	f := &functionCall{store: j.store, n: j.n, cmd: &cmd, from: OriginJob, res: &res, job: j}
	if err := f.run(ctx, j.store.options.DefaultTimeout); err != nil {
		return 0, err
	}
	return res.Code, nil
}
