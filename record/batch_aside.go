package record

import (
	"sync"
	"sync/atomic"
)

// A batch whose caller is the only one that runs at the moment lets a second goroutine read half of its records, because a
// processor is idle then. Where several batches run, each reads for itself: handing over would only cost.

// The sizes of a run of reads that two goroutines share: below the least, handing over takes as long as reading; at the most so many
// are read in one read transaction each.
const (
	asideEntriesMin = 48
	asideEntriesMax = 128
)

// asides are the goroutines that read for batches.
type asides struct {
	// work reaches a goroutine that has nothing to do; nil where there are none. stop is closed to end them.
	work chan *aside
	stop chan struct{}
	// batches counts the batches under way, most is how many there may be for handing over.
	batches atomic.Int32
	most    int32
	running sync.WaitGroup
	ending  sync.Once
}

// start begins so many goroutines. Without any, every batch reads for itself.
func (a *asides) start(count int) {
	if count <= 0 {
		return
	}
	a.work, a.stop, a.most = make(chan *aside), make(chan struct{}), int32(count)
	for range count {
		a.running.Go(a.serve)
	}
}

// serve reads what is handed over until close is called.
func (a *asides) serve() {
	for {
		select {
		case half := <-a.work:
			half.read()
		case <-a.stop:
			return
		}
	}
}

// close ends the goroutines, once; batches that are under way read for themselves from then on.
func (a *asides) close() {
	if a.stop != nil {
		a.ending.Do(func() { close(a.stop) })
		a.running.Wait()
	}
}

// idle reports whether few enough batches run that one may hand over half of its reads.
func (a *asides) idle() bool { return a.work != nil && a.batches.Load() <= a.most }

// aside is the half of a run of reads that another goroutine reads.
type aside struct {
	run readRun
	// ended gets a token when the goroutine is done; begun says that it was handed over.
	ended chan struct{}
	begun bool
	// defect is what the goroutine panicked with.
	defect any
}

// begin hands the half over, if a goroutine is free. The caller has its own read transaction already, so that what is read aside is
// not older.
func (a *aside) begin(to chan<- *aside) {
	select {
	case to <- a:
		a.begun = true
	default:
	}
}

// read reads the half.
func (a *aside) read() {
	defer func() {
		a.defect = recover()
		a.ended <- struct{}{}
	}()
	a.run.readAll()
}

// join waits for the goroutine and panics with what it met.
func (a *aside) join() {
	if !a.begun {
		return
	}
	<-a.ended
	if a.defect != nil {
		panic(a.defect)
	}
}

// readTwice is read for a run of which another goroutine reads the second half.
func (b *batch) readTwice(n *namespace, index, count int) (done int, err error) {
	middle := index + count/2
	half := &b.aside
	if half.ended == nil {
		half.ended = make(chan struct{}, 1)
	}
	half.begun = false
	half.run = readRun{batch: b, reading: n.readings.get(n), base: index, done: middle, end: index + count}
	first := readRun{batch: b, reading: n.readings.get(n), base: index, done: index, end: middle, aside: half}
	defer func() {
		n.readings.put(first.reading)
		n.readings.put(half.run.reading)
		half.run = readRun{}
	}()
	b.viewBoth(&first)
	if err := first.yield(index); err != nil || first.done < middle || !half.begun {
		return first.done - index, err
	}
	if err := half.run.yield(middle); err != nil {
		return 0, err
	}
	return half.run.done - index, nil
}

// viewBoth reads the first half and waits for the second one, also if there is a defect.
func (b *batch) viewBoth(first *readRun) {
	defer b.aside.join()
	first.readAll()
}
