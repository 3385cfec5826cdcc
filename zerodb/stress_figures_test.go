package zerodb

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

// stressFigure is one of the things that a stress counts.
type stressFigure int

// What is counted. Of patches: those that were put with readers around and without, laid out by readers, let go of, and freed with their page before somebody had laid them out.
const (
	stressLives stressFigure = iota
	stressCommits
	stressRolledBack
	stressLimited
	stressPutBeside
	stressPutQuiet
	stressLaid
	stressSettled
	stressFreed
	stressWhole
	stressPoints
	stressStayed
	stressRenewed
	stressVisits
	stressCheckpoints
	stressLayings
	stressWritings
	stressChecks
	stressBackups
	stressRestores
	stressCompactions
	stressProcesses
	stressImages
	stressFigures
)

// stressNames are the words for them.
var stressNames = [stressFigures]string{
	"lives", "commits", "rolled back", "limited", "patches beside readers", "patches in quiet", "laid out by readers", "settled", "freed", "whole states", "points", "readers that stay",
	"renewed", "visits", "checkpoints", "layings out", "writings", "checks", "backups", "restores", "compactions", "processes", "images",
}

// stressCounts are figures that several goroutines count.
type stressCounts [stressFigures]atomic.Int64

// count adds to a figure.
func (c *stressCounts) count(f stressFigure, n int) { c[f].Add(int64(n)) }

// String names all figures.
func (c *stressCounts) String() string {
	var all []string
	for f := range c {
		all = append(all, fmt.Sprintf("%d %s", c[f].Load(), stressNames[f]))
	}
	return strings.Join(all, ", ")
}

// demand fails the test unless each of some things was done.
func (c *stressCounts) demand(t *testing.T, figures ...stressFigure) {
	t.Helper()
	for _, f := range figures {
		if c[f].Load() == 0 {
			t.Errorf("there were no %s", stressNames[f])
		}
	}
}
