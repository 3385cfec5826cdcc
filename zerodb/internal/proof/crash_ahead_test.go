package proof

import (
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/zerodb"
)

// aheadMost is how many segments the log may run ahead of its syncs where commits do not wait for them.
const aheadMost = 8

// runningAhead fills the log faster than it is synced, again and again until it is some segments ahead, in every second round as many as
// it may. Then the syncs come, with a checkpoint beside commits or without, or the life ends as it is.
func (r *crashRun) runningAhead(rounds int) { r.runAhead(rounds, r.crowd) }

// replacingAhead does the same with transactions that replace one value each, and others between.
func (r *crashRun) replacingAhead(rounds int) {
	p := largeReplacement
	r.commit(p.fill(r.random))
	n := 0
	r.runAhead(rounds, func() {
		if n++; n%5 == 0 {
			r.crowd()
			return
		}
		r.replaceOne(p, nil)
	})
}

// crowd makes a commit that takes much of a segment of the log, and at most one.
func (r *crashRun) crowd() {
	r.commit(func(tx *zerodb.Tx, next *draft) error {
		table, err := tx.CreateTable("crowd", zerodb.TableOptions{})
		next.create("crowd")
		for i := 0; i < 4 && err == nil; i++ {
			key, value := fmt.Sprint("key ", r.random.IntN(12)), randomBytes(r.random, 300+r.random.IntN(14_000))
			next.put("crowd", key, value)
			err = table.Put([]byte(key), []byte(value))
		}
		return err
	})
}

// runAhead makes commits while no sync of the log comes to an end.
func (r *crashRun) runAhead(rounds int, commit func()) {
	for round := range rounds {
		limit := aheadMost
		if round%2 == 1 {
			limit = 1 + r.random.IntN(aheadMost)
		}
		commit() // the first one of a life waits for the disk
		held := []keptReader{r.keepReader()}
		r.process.logSyncs.shut()
		for r.ahead() < limit && !r.t.Failed() {
			commit()
		}
		if round == rounds-1 {
			r.endReaders(held)
			return
		}
		r.process.logSyncs.open()
		if round%4 != 3 {
			r.checkpointBeside(commit)
		}
		r.endReaders(held)
	}
}

// ahead returns how many files the log is ahead of its last segment that is durable.
func (r *crashRun) ahead() (files int) {
	names, err := r.files.ReadDir(logFolder)
	if err != nil {
		r.fail(err)
		return aheadMost
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".ahead") {
			files++
		}
	}
	r.farthest = max(r.farthest, files)
	return files
}

// ranAhead fails the test unless the log was ahead of its syncs as far as it may.
func (r *crashRun) ranAhead() {
	if r.farthest < aheadMost {
		r.fail(fmt.Errorf("the log was %d segments ahead of its syncs at most, want %d", r.farthest, aheadMost))
	}
}
