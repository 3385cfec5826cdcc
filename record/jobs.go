package record

import (
	"slices"
	"sync"
	"time"
)

// jobTable holds the jobs that run and some that have ended.
type jobTable struct {
	now func() time.Time
	// doneMax is how many ended jobs are kept.
	doneMax int

	// mu guards the rest, and the ends of jobs.
	mu           sync.Mutex
	active, done []*job
	lastID       uint64
}

// begin adds a job and gives it a number if it has none. It returns false if one that runs has its number.
func (t *jobTable) begin(j *job) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for j.stats.ID == 0 {
		t.lastID++
		if t.find(t.active, t.lastID) == nil && t.find(t.done, t.lastID) == nil {
			j.stats.ID = t.lastID
		}
	}
	if t.find(t.active, j.stats.ID) != nil || t.find(t.done, j.stats.ID) != nil {
		return false
	}
	t.active = append(t.active, j)
	return true
}

// end moves a job to those that have ended.
func (t *jobTable) end(j *job, outcome JobOutcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	j.ended, j.outcome = t.now(), outcome
	t.active = slices.DeleteFunc(t.active, func(other *job) bool { return other == j })
	t.done = append(t.done, j)
	if over := len(t.done) - t.doneMax; over > 0 {
		t.done = slices.Delete(t.done, 0, over)
	}
}

// find returns the job of a number.
func (t *jobTable) find(jobs []*job, id uint64) *job {
	at := slices.IndexFunc(jobs, func(j *job) bool { return j.stats.ID == id })
	if at < 0 {
		return nil
	}
	return jobs[at]
}

// Jobs describes the jobs that run and those that ended lately (Options.MaxDoneJobs), newest first, active ones before the
// others.
func (s *Store) Jobs() []JobStats {
	t := &s.jobs
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	all := make([]JobStats, 0, len(t.active)+len(t.done))
	for _, jobs := range [...][]*job{t.active, t.done} {
		for _, j := range slices.Backward(jobs) {
			all = append(all, j.snapshot(now))
		}
	}
	return all
}

// AbortJob ends a job that runs and reports whether there was one of the number. Records that it has worked on stay as
// they are.
func (s *Store) AbortJob(id uint64) bool {
	t := &s.jobs
	t.mu.Lock()
	defer t.mu.Unlock()
	j := t.find(t.active, id)
	if j == nil {
		return false
	}
	j.abort(errAborted)
	return true
}

// AbortJobs ends all jobs that run and returns how many there were.
func (s *Store) AbortJobs() int {
	t := &s.jobs
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, j := range t.active {
		j.abort(errAborted)
	}
	return len(t.active)
}
