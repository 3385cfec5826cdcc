package wal

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// newFaultyWorld returns a world without a log, on a file system whose calls can be made to fail.
func newFaultyWorld() (*world, *faultfs.FS) {
	w := emptyWorld(5)
	faults := faultfs.New(w.fs)
	w.front = faults
	return w, faults
}

// faultyWork is a fixed piece of work that reaches every operation of a log, also recovery. After each of the first
// steps that follow an injected failure without failing themselves, a power failure must not lose what was acknowledged.
func faultyWork(w *world, faults *faultfs.FS) error {
	const watched = 3
	quiet := 0
	for step := range 26 {
		var err error
		switch {
		case step == 0:
			err = w.create()
		case step%9 == 8:
			err = w.mark()
		case step == 13 || step == 23:
			err = w.reopen()
		case step%4 == 0:
			err = w.log.Sync(context.Background())
		default:
			err = w.append()
		}
		if err == nil && faults.Injected() > 0 && quiet < watched {
			quiet++
			i := &inspector{world: w, random: w.random}
			err = i.inspectPlainly(memfs.OnlySynced)
		}
		if err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
	}
	return nil
}

// TestEveryCallFails runs a workload once for each call that it makes to the file system, letting that call fail,
// and once for each write, letting it store a half and fail as on a full disk. After a failure the log must either
// be as before and go on, or be stopped with the same error for everybody. Then it is recovered twice over: after
// the process ended, and after the power failed. A failed sync loses what it was to write, so going on after one,
// or syncing the same file again, would show.
func TestEveryCallFails(t *testing.T) {
	w, faults := newFaultyWorld()
	if err := faultyWork(w, faults); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule  faultfs.Rule
		calls int
	}{
		{faultfs.Rule{Fault: faultfs.IOError}, faults.Calls()},
		{faultfs.Rule{Fault: faultfs.ShortNoSpace, Op: vfs.OpWrite}, faults.CallsOf(vfs.OpWrite)},
	} {
		stopped := 0
		for c.rule.Skip = range c.calls {
			if runFaulty(t, c.rule) {
				stopped++
			}
		}
		if stopped == 0 || stopped == c.calls {
			t.Fatalf("%v: %d runs of %d stopped", c.rule, stopped, c.calls)
		}
	}
}

// runFaulty does the work with a rule, checks what it leaves, and reports whether the log was stopped.
func runFaulty(t *testing.T, rule faultfs.Rule) bool {
	t.Helper()
	w, faults := newFaultyWorld()
	if err := faults.Inject(rule); err != nil {
		t.Fatal(err)
	}
	err := faultyWork(w, faults)
	if err != nil && !errors.Is(err, faultfs.ErrInjected) {
		t.Fatalf("%v: %v", rule, err)
	}
	faults.Heal()
	stopped := w.begun && errors.Is(w.log.Err(), ErrStopped)
	if stopped {
		checkStopped(t, w)
	}
	if aftermath := checkAftermath(w); aftermath != nil {
		t.Fatalf("%v, after %v: %v", rule, err, aftermath)
	}
	return stopped
}

// checkStopped checks that a stopped log refuses everything with the failure that stopped it, but still knows what
// is durable.
func checkStopped(t *testing.T, w *world) {
	t.Helper()
	l := w.log
	_, appendErr := l.Append(Record{})
	for name, err := range map[string]error{
		"Append":      appendErr,
		"Reserve":     l.Reserve(1),
		"Prefill":     l.Prefill(),
		"Release":     l.Release(l.Written()),
		"WaitDurable": l.WaitDurable(context.Background(), l.Durable()+8),
		"Err":         l.Err(),
	} {
		if !errors.Is(err, ErrStopped) || !errors.Is(err, faultfs.ErrInjected) {
			t.Fatalf("%s on a stopped log: %v", name, err)
		}
	}
	if err := l.WaitDurable(context.Background(), l.Durable()); err != nil {
		t.Fatalf("durable position on a stopped log: %v", err)
	}
}

// checkAftermath checks what is left after a failure: images of a power failure must recover to a prefix that
// holds what was acknowledged; the log itself must go on if it is not stopped; and a new process must recover at
// least as much, go on, and lose nothing of it in a power failure later.
func checkAftermath(w *world) error {
	i := &inspector{world: w, random: w.random}
	if !w.begun {
		return w.restart()
	}
	for _, kind := range memfs.Kinds() {
		if err := i.inspectPlainly(kind); err != nil {
			return fmt.Errorf("power failure, %v: %w", kind, err)
		}
	}
	if w.log.Err() == nil {
		if err := errors.Join(w.append(), w.log.Sync(context.Background())); err != nil {
			return fmt.Errorf("going on: %w", err)
		}
	}
	if err := w.restart(); err != nil {
		return fmt.Errorf("restart: %w", err)
	}
	return i.inspectPlainly(memfs.OnlySynced)
}

// inspectPlainly checks one image without crashing its recovery.
func (i *inspector) inspectPlainly(kind memfs.Kind) error {
	image, err := i.world.fs.CrashImage(kind, i.random)
	if err != nil {
		return err
	}
	_, err = i.check(image, i.world.acked)
	return err
}

// restart is what the next process does: create the log if that had not succeeded, else recover it, write, sync,
// and make another.
func (w *world) restart() error {
	if !w.begun {
		if err := w.create(); err != nil {
			return err
		}
	} else {
		if err := w.log.Close(); err != nil {
			return err
		}
		if err := w.recover(w.acked); err != nil {
			return err
		}
	}
	for range 3 {
		if err := errors.Join(w.append(), w.append(), w.log.Sync(context.Background())); err != nil {
			return err
		}
	}
	if w.acked != len(w.truth) || w.log.Durable() != w.ends[len(w.ends)-1] {
		return fmt.Errorf("%d of %d records are durable", w.acked, len(w.truth))
	}
	return nil
}
