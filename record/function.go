package record

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/lua"
)

// forbiddenWithFunction are the switches that make no sense with a function, which decides itself.
const forbiddenWithFunction = aero.FlagGenerationEqual | aero.FlagGenerationGreater | aero.FlagCreateOnly |
	aero.FlagUpdateOnly | aero.FlagCreateOrReplace | aero.FlagReplaceOnly

// functionCall is a function under execution on one record.
type functionCall struct {
	store *Store
	n     *namespace
	cmd   *aero.RecordCommand
	from  Origin
	res   *aero.RecordResult
	call  lua.Call
	code  *lua.Module
	// deadline is when the call must be over.
	deadline time.Time
	// job is what the call is part of, nil if a client waits for it.
	job *functionJob
}

// submitFunction carries out a function on a goroutine of its own and calls done.Done when res is filled.
func (s *Store) submitFunction(
	n *namespace, cmd *aero.RecordCommand, timeout time.Duration, from Origin, res *aero.RecordResult, done *sync.WaitGroup,
) {
	go func() {
		defer done.Done()
		ctx, cancel := context.WithTimeout(background(), s.timeoutOf(timeout))
		defer cancel()
		if err := s.executeFunction(ctx, n, cmd, from, res); err != nil {
			answerError(res, err)
		}
		n.tallies.answer(from, cmd, res, nil)
	}()
}

// timeoutOf returns how long a command may take that asks for the given time; 0 takes the default.
func (s *Store) timeoutOf(timeout time.Duration) time.Duration {
	if timeout <= 0 {
		return s.options.DefaultTimeout
	}
	return timeout
}

// executeFunction carries out a function on a record: it is evaluated on the newest durable state, outside of the
// committer, and what it wants is written only if the record is still the same then. Otherwise it is evaluated anew, a
// bounded number of times.
func (s *Store) executeFunction(
	ctx context.Context, n *namespace, cmd *aero.RecordCommand, from Origin, res *aero.RecordResult,
) error {
	if n.refuseTransaction(cmd, res) {
		return nil
	}
	f := &functionCall{store: s, n: n, cmd: cmd, from: from, res: res}
	return f.run(ctx, s.timeoutOf(cmd.Timeout))
}

// run carries the call out within a time.
func (f *functionCall) run(ctx context.Context, timeout time.Duration) error {
	s, cmd, res := f.store, f.cmd, f.res
	f.deadline = s.options.Now().Add(timeout)
	if code := f.prepare(); code != aero.CodeOK {
		answerCode(res, code)
		return nil
	}
	if f.code == nil {
		f.answerFailure("module not found: " + cmd.Function.Module)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	give, ok := s.functions.turns.take(ctx, &cmd.Digest)
	if !ok {
		answerCode(res, aero.CodeTimeout)
		return nil
	}
	defer give()
	for range s.options.Functions.MaxAttempts {
		done, err := f.attempt(ctx)
		if err != nil || done {
			return err
		}
	}
	answerCode(res, aero.CodeKeyBusy)
	return nil
}

// prepare checks the command by itself and reads the arguments.
func (f *functionCall) prepare() aero.ResultCode {
	if f.cmd.Flags&forbiddenWithFunction != 0 || f.cmd.Function.Module == "" || f.cmd.Function.Name == "" {
		return aero.CodeParameter
	}
	arguments, code := functionArguments(f.cmd.Function)
	f.call = lua.Call{Function: f.cmd.Function.Name, Arguments: arguments, NowMillis: f.store.options.Now().UnixMilli()}
	f.code = f.store.functions.code(f.cmd.Function.Module)
	return code
}

// functionArguments returns the arguments of a function.
func functionArguments(f *aero.Function) ([]any, aero.ResultCode) {
	if len(f.Arguments) == 0 {
		return nil, aero.CodeOK
	}
	v, err := aero.Particle{Type: aero.ParticleList, Data: f.Arguments}.Value()
	list, ok := v.(aero.List)
	if err != nil || !ok {
		return nil, aero.CodeParameter
	}
	return list.Items, aero.CodeOK
}

// attempt evaluates the function once and writes what it wants. It returns false if the record was changed meanwhile.
func (f *functionCall) attempt(ctx context.Context) (done bool, err error) {
	subject, err := f.look()
	if err != nil {
		return true, tableError(f.n.settings.Name, "function", err)
	}
	if f.job != nil && !subject.record.Exists {
		subject.code = aero.CodeNotFound // nothing is created in the background
	}
	if subject.code != aero.CodeOK {
		answerCode(f.res, subject.code)
		return true, nil
	}
	result, changes, err := f.evaluate(ctx, &subject.record)
	switch {
	case err != nil:
		f.count(FunctionFailed)
		f.answerRunError(err)
		return true, nil
	case changes.Code != aero.CodeOK:
		answerCode(f.res, changes.Code)
		return true, nil
	case changes.Action == lua.ActionNone:
		f.count(FunctionRead)
		f.answerSuccess(result, subject.record.Generation, subject.voidTime)
		f.res.Version = subject.version
		return true, nil
	}
	return f.write(ctx, subject, result, &changes)
}

// count counts what the function did.
func (f *functionCall) count(outcome FunctionOutcome) { f.n.tallies.functions[f.from][outcome].Add(1) }

// evaluate runs the function when there is a place for it.
func (f *functionCall) evaluate(ctx context.Context, r *lua.Record) (any, lua.Changes, error) {
	leave, ok := f.store.functions.enter(ctx)
	if !ok {
		return nil, lua.Changes{}, &lua.LimitError{Limit: "time"}
	}
	defer leave()
	return f.code.ApplyRecord(ctx, &f.call, r)
}

// enter waits for a place among the calls that run; then leave must be called. It returns false if ctx ended before.
func (f *functions) enter(ctx context.Context) (leave func(), ok bool) {
	select {
	case f.running <- struct{}{}:
		return func() { <-f.running }, true
	case <-ctx.Done():
		return nil, false
	}
}

// write writes what the function wants if the record is still the same. It returns false if it is not.
func (f *functionCall) write(ctx context.Context, s *subject, result any, changes *lua.Changes) (done bool, err error) {
	cmd := f.command(changes)
	var outcome aero.RecordResult
	left := f.deadline.Sub(f.store.options.Now())
	if left <= 0 {
		answerCode(f.res, aero.CodeTimeout)
		return true, nil
	}
	r := f.n.newRequest(cmd, left, &outcome)
	r.guard = &s.guard
	if f.job != nil {
		r.guard.wanted = f.job.write
	}
	// The write, once it has its place, is brought to its end, like every other one.
	err = f.n.executeRequest(context.WithoutCancel(ctx), r)
	switch {
	case err != nil:
		return true, err
	case s.guard.changed:
		return false, nil
	case outcome.Code != aero.CodeOK:
		answerCode(f.res, outcome.Code)
		return true, nil
	}
	if changes.Action == lua.ActionRemove {
		f.count(FunctionRemoved)
	} else {
		f.count(FunctionWrote)
	}
	f.answerSuccess(result, outcome.Generation, outcome.VoidTime)
	return true, nil
}

// command returns the write that makes a function's changes.
func (f *functionCall) command(changes *lua.Changes) *aero.RecordCommand {
	cmd := &aero.RecordCommand{
		Namespace: f.cmd.Namespace, Set: f.cmd.Set, Digest: f.cmd.Digest, Key: f.cmd.Key, TTLSeconds: f.cmd.TTLSeconds,
		Transaction: f.cmd.Transaction, Flags: aero.FlagWrite | f.cmd.Flags&aero.FlagDurableDelete,
	}
	if changes.Action == lua.ActionRemove {
		cmd.Flags |= aero.FlagDelete
		return cmd
	}
	if changes.HasTTL {
		cmd.TTLSeconds = changes.TTLSeconds
	}
	if changes.DropKey {
		cmd.Flags |= aero.FlagDropKey
	}
	for _, bin := range changes.Bins {
		cmd.Operations = append(cmd.Operations, aero.Operation{Type: aero.OpWrite, Bin: bin.Name, Value: bin.Value})
	}
	if len(cmd.Operations) == 0 {
		cmd.Operations = []aero.Operation{{Type: aero.OpTouch}}
	}
	return cmd
}

// answerRunError answers why a function failed.
func (f *functionCall) answerRunError(err error) {
	var limit *lua.LimitError
	if errors.As(err, &limit) && limit.Limit == "time" {
		answerCode(f.res, aero.CodeTimeout)
		return
	}
	f.answerFailure(err.Error())
}

// answerFailure answers that a function failed.
func (f *functionCall) answerFailure(reason string) {
	f.answer(aero.CodeUDFExecution, aero.BinFailure, aero.Particle{Type: aero.ParticleString, Data: []byte(reason)})
}

// answerSuccess answers with what a function returned.
func (f *functionCall) answerSuccess(result any, generation, voidTime uint32) {
	value, err := aero.NewParticle(result)
	if err != nil || len(value.Data) > f.n.options.MaxResultBytes {
		answerCode(f.res, aero.CodeRecordTooBig)
		return
	}
	f.answer(aero.CodeOK, aero.BinSuccess, value)
	f.res.Generation, f.res.VoidTime = generation, voidTime
}

// answer fills the result with a code and one bin.
func (f *functionCall) answer(code aero.ResultCode, bin string, value aero.Particle) {
	answerCode(f.res, code)
	f.res.Memory = append(f.res.Memory, value.Data...)
	value.Data = bytes.Clone(value.Data)
	f.res.Bins = append(f.res.Bins, aero.Bin{Name: bin, Value: value})
}
