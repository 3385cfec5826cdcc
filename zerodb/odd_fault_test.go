package zerodb

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: whatever call of the file system fails, also where options are odd, an answer keeps to its meaning: what was acknowledged stays, what is in doubt stops the database and is there or not afterwards,
// anything else has changed nothing, and the database goes on. Method: the database of TestOddOptions on a file system whose calls fail now and then, once or for some time, or that is full. Each life ends
// with what a kill or a power failure leaves.

// oddFaults lets calls fail. A nil one lets none.
type oddFaults struct {
	*faultfs.FS
	o *odd
	// stopped says that the database has said so.
	stopped bool
}

// caused reports whether an error is one of the calls that were let fail.
func (f *oddFaults) caused(err error) bool {
	return f != nil && (errors.Is(err, faultfs.ErrInjected) || errors.Is(err, vfs.ErrNoSpace) || errors.Is(err, ErrNoSpace))
}

// after takes note of how a transaction has failed: in doubt, or without effect.
func (f *oddFaults) after(err error) {
	if f == nil {
		return
	}
	if errors.Is(err, ErrStopped) || errors.Is(err, ErrCommitUnknown) {
		f.stopped = true
		f.o.counts["stopped"]++
		return
	}
	f.o.power.withdraw(f.o.latest)
}

// withdraw takes back what a transaction was about to leave: that ends with the last state that was committed.
func (p *oddPower) withdraw(latest stressState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.states) - 1; n > 0 && !sameState(p.states[n], latest) {
		p.states = p.states[:n:n]
	}
}

// sameState reports whether two states are the same in memory.
func sameState(a, b stressState) bool {
	if len(a) != len(b) {
		return false
	}
	for name, t := range a {
		if other, ok := b[name]; !ok || other != t {
			return false
		}
	}
	return true
}

// arm draws a call that fails, and how, or fills the disk.
func (f *oddFaults) arm() error {
	r := f.o.random
	if r.IntN(6) == 0 {
		room := int64(r.IntN(oneOf(r, 1, 20, 200))) * 4096
		f.o.note("disk full but for %d", room)
		f.o.files.SetQuota(f.o.files.Used() + room)
		return nil
	}
	rule := faultfs.Rule{
		Op:    oneOf(r, "", "", vfs.OpWrite, vfs.OpSyncData, vfs.OpAllocate, vfs.OpTruncate, vfs.OpRename, vfs.OpRead, vfs.OpReadDir, vfs.OpSyncDir, vfs.OpMap),
		Name:  oneOf(r, "", "", dataName),
		Skip:  r.IntN(oneOf(r, 2, 6, 24, 100)),
		Times: oneOf(r, 1, 1, 2, faultfs.Forever),
		Fault: faultfs.IOError + faultfs.Fault(r.IntN(4)),
	}
	f.o.note("rule %+v", rule)
	return f.Inject(rule)
}

// heal lets nothing fail any more.
func (f *oddFaults) heal() {
	f.Heal()
	f.o.files.SetQuota(0)
}

// oddFaultLives are the lives of a database whose calls fail.
var oddFaultLives = oddLives{salt: 1234, live: (*odd).faultLife}

// TestOddFaults runs some short seeds.
func TestOddFaults(t *testing.T) { oddFaultLives.short(t, 3, 12) }

// TestOddFaultsSweep is the long form, over a range of seeds. It tells what was done.
func TestOddFaultsSweep(t *testing.T) { oddFaultLives.sweep(t, 40) }

// faultLife makes transactions while calls fail, and leaves what a kill or a power failure leaves.
func (o *odd) faultLife() error {
	const steps = 8
	o.faults = &oddFaults{FS: faultfs.New(o.files), o: o}
	if err := o.openFailing(); err != nil {
		return err
	}
	for range steps {
		if o.random.IntN(2) == 0 {
			if err := o.faults.arm(); err != nil {
				return err
			}
		}
		if err := o.faultStep(); err != nil {
			return err
		}
		if o.faults.stopped {
			break
		}
		if o.random.IntN(2) == 0 {
			o.faults.heal()
		}
	}
	kind := oneOf(o.random, append(memfs.Kinds(), memfs.Everything)...)
	p := o.power
	p.mu.Lock()
	left, err := o.files.CrashImage(kind, p.random)
	states := p.states
	p.mu.Unlock()
	if err != nil {
		return err
	}
	o.note("life ends with %v, %d states", kind, len(states))
	if err := o.close(); err != nil && !o.tolerates(err) {
		return err
	}
	left.SetQuota(0)
	o.files, o.faults, p.states = left, nil, states
	if err := errors.Join(o.openAny(), o.find(states), o.check(), o.close()); err != nil {
		return fmt.Errorf("afterwards, %v: %w", kind, err)
	}
	return nil
}

// openFailing opens the database while a call may fail. Without that it must be possible.
func (o *odd) openFailing() error {
	if o.random.IntN(3) == 0 {
		if err := o.faults.arm(); err != nil {
			return err
		}
		err := o.openAny()
		o.faults.heal()
		if err == nil {
			return o.find(o.power.states)
		}
		o.noteError(err)
		o.counts["opening failed"]++
		if !o.tolerates(err) {
			return err
		}
	}
	return errors.Join(o.openAny(), o.find(o.power.states))
}

// faultStep makes a transaction and an event, of which each may fail. What readers see is not changed by that.
func (o *odd) faultStep() error {
	event := chooseStep(o, oddEvents[:len(oddEvents)-2]) // none that opens the database
	for _, do := range []func() error{o.transaction, o.look, func() error { return event(o) }, o.look} {
		err := do()
		o.noteError(err)
		if err != nil && !o.faults.caused(err) && !o.faults.leftPages(err) {
			return err
		}
	}
	return nil
}

// leftPages reports whether an error of the checker is about pages that a transaction has taken before it stopped the database.
func (f *oddFaults) leftPages(err error) bool {
	if !strings.Contains(err.Error(), "page has no owner") {
		return false
	}
	return errors.Is(f.o.db.Update(func(*Tx) error { return nil }), ErrStopped)
}
