package zerodb

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: a power failure at any operation of the file system leaves a state of the model, whole, and none before the last one that was acknowledged, also where options are odd, and others in each
// life. Method: the database of TestOddOptions; at a random operation images of several kinds are taken. Each is opened with options of its own, compared, checked and used; one of them is what the next
// life goes on with.

// oddPower lets the power fail, and knows what may then be found. A nil one does nothing.
type oddPower struct {
	o      *odd
	random *rand.Rand // of the hook, which runs in any goroutine
	mu     sync.Mutex
	// states are those that may be found: the last of which it is certain that it is durable, and those after it. The last of them may be one that a transaction is about to leave.
	states []stressState
	// left is how many operations come before the failure.
	left   int
	images []oddImage
	err    error
}

// oddImage is what a power failure leaves, and what may be found in it.
type oddImage struct {
	files  *memfs.FS
	kind   memfs.Kind
	op     memfs.Op
	states []stressState
}

// attempt takes note of a state that a transaction is about to leave.
func (p *oddPower) attempt(s stressState) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.states = append(p.states[:len(p.states):len(p.states)], s)
}

// keep takes note that a state is durable.
func (p *oddPower) keep(s stressState) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.states = []stressState{s}
}

// arm lets the power fail at one of the next operations on some files.
func (p *oddPower) arm(files *memfs.FS, within int) {
	p.mu.Lock()
	p.left, p.images = 1+p.random.IntN(within), nil
	p.mu.Unlock()
	files.OnOp(func(_ int, op memfs.Op) { p.onOp(files, op) })
}

// onOp takes images, if it is time.
func (p *oddPower) onOp(files *memfs.FS, op memfs.Op) {
	const most = 3
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left--; p.left != 0 {
		return
	}
	kinds := memfs.Kinds()
	for range 1 + p.random.IntN(most) {
		kind := oneOf(p.random, kinds...)
		image, err := files.CrashImage(kind, p.random)
		p.err = errors.Join(p.err, err)
		p.images = append(p.images, oddImage{image, kind, op, p.states})
	}
}

// taken returns the images, and an error if one could not be taken.
func (p *oddPower) taken() ([]oddImage, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.images, p.err
}

// vary changes more options than those of TestOddOptions.
func (p *oddPower) vary(opts *Options) {
	r := p.o.random
	opts.Durability = oneOf(r, DurabilityAlways, DurabilityAlways, DurabilityInterval, DurabilityNone)
	opts.LogSegmentSize = oneOf[int64](r, 64*kibibyte, 68*kibibyte, 200*kibibyte, mebibyte)
	opts.CheckpointLogBytes = max(opts.CheckpointLogBytes, opts.LogSegmentSize)
	opts.ArchivePath = oneOf(r, "", "", "/archive")
	if p.o.history != nil {
		opts.ArchivePath = "/archive"
	}
	opts.LogKeepBytes = oneOf[int64](r, 0, 0, mebibyte)
}

// oddPowerLives are the lives of a database whose power fails.
var oddPowerLives = oddLives{salt: 815, live: (*odd).powerLife}

// TestOddPower runs some short seeds.
func TestOddPower(t *testing.T) { oddPowerLives.short(t, 3, 10) }

// TestOddPowerSweep is the long form, over a range of seeds. It tells what was done.
func TestOddPowerSweep(t *testing.T) { oddPowerLives.sweep(t, 25) }

// powerLife makes transactions until the power fails, or for some time, and goes on with what it has left.
func (o *odd) powerLife() error {
	const steps = 12
	o.power.arm(o.files, oneOf(o.random, 30, 300, 1500))
	if err := o.openAny(); err != nil {
		return err
	}
	if err := o.find(o.power.states); err != nil {
		return err
	}
	o.history.failed(o.latest)
	events := oddEvents[:len(oddEvents)-1]
	if o.history != nil {
		events = slices.Concat(events, oddHistoryEvents)
	}
	for range steps {
		o.history.begins()
		if err := o.transaction(); err != nil {
			return err
		}
		if err := chooseStep(o, events)(o); err != nil {
			return err
		}
		if images, err := o.power.taken(); len(images) > 0 {
			return errors.Join(err, o.goOnWith(images))
		}
	}
	o.files.OnOp(nil)
	o.history.begins()
	return o.close()
}

// goOnWith judges all images but the last, which is what the next life begins with.
func (o *odd) goOnWith(images []oddImage) error {
	o.files.OnOp(nil)
	if err := o.close(); err != nil {
		return err
	}
	for _, i := range images[1:] {
		if err := o.judge(i); err != nil {
			return fmt.Errorf("image %v after %v, %d states: %w", i.kind, i.op, len(i.states), err)
		}
	}
	o.counts["image"] += len(images)
	o.note("power failure: %v after %v, %d states", images[0].kind, images[0].op, len(images[0].states))
	o.files, o.power.states = images[0].files, images[0].states
	return nil
}

// judge opens an image, during which the power fails again, looks what it has, checks it, uses it, and lets the power fail once more.
func (o *odd) judge(i oddImage) error {
	child := &odd{t: o.t, random: o.random, files: i.files, opts: o.opts, names: o.names, counts: o.counts}
	child.power = &oddPower{o: child, random: o.random, states: i.states}
	child.trail = append(child.trail, o.trail...)
	defer func() { o.trail = child.trail }()
	child.note("judge image %v after %v", i.kind, i.op)
	child.power.arm(i.files, oneOf(o.random, 10, 60))
	if err := child.openAny(); err != nil {
		return err
	}
	inside, _ := child.power.taken()
	if err := child.find(i.states); err != nil {
		return err
	}
	second, err := i.files.CrashImage(memfs.OnlySynced, nil)
	if err != nil {
		return err
	}
	for _, do := range []func() error{child.check, child.transaction, child.check, child.event, child.transaction, child.look, child.close} {
		if err := do(); err != nil {
			return err
		}
	}
	for _, again := range append(inside, oddImage{files: second, states: []stressState{child.first}}) {
		o.counts["image of a recovery"]++
		child.files = again.files
		child.note("again: %v after %v", again.kind, again.op)
		if err := errors.Join(child.openAny(), child.find(again.states), child.check(), child.close()); err != nil {
			return fmt.Errorf("again, %v after %v: %w", again.kind, again.op, err)
		}
	}
	return nil
}

// find looks which of some states an opened database has. That is durable from now on.
func (o *odd) find(states []stressState) error {
	var all error
	for n := len(states) - 1; n >= 0; n-- {
		o.latest, o.first = states[n], states[n]
		err := o.look()
		if err == nil {
			o.power.keep(o.latest)
			return nil
		}
		all = errors.Join(all, fmt.Errorf("state %d of %d: %w", n, len(states), err))
	}
	return all
}
