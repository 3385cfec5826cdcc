package server

import (
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// queryCommands returns the commands on jobs.
func queryCommands() []infoCommand {
	return []infoCommand{
		{name: "query-show", answer: answerQueryShow},
		{name: "query-abort", answer: answerQueryAbort},
		{name: "query-abort-all", answer: func(q *infoQuery) {
			q.text("number-of-queries-killed:")
			q.number(uint64(q.server.store.AbortJobs()))
		}},
	}
}

// jobID returns the number of a job among the parameters, under either spelling; it answers with an error and returns
// false if it is none.
func (q *infoQuery) jobID() (id uint64, found, ok bool) {
	text, found := q.parameter("id")
	if !found {
		text, found = q.parameter("trid")
	}
	switch {
	case !found:
		return 0, false, true
	case text == "":
		q.fail(aero.CodeParameter, "missing 'id' value")
		return 0, true, false
	}
	id, err := strconv.ParseUint(text, 0, 64)
	if err != nil || id == 0 {
		q.fail(aero.CodeParameter, "bad id")
		return 0, true, false
	}
	return id, true, true
}

// answerQueryAbort ends a job.
func answerQueryAbort(q *infoQuery) {
	id, found, ok := q.jobID()
	switch {
	case !ok:
	case !found:
		q.fail(aero.CodeParameter, "missing 'id'")
	case q.server.store.AbortJob(id):
		q.text("ok")
	default:
		q.fail(aero.CodeNotFound, "id not active")
	}
}

// answerQueryShow shows one job, or all.
func answerQueryShow(q *infoQuery) {
	id, found, ok := q.jobID()
	if !ok {
		return
	}
	separator := ""
	for _, job := range q.server.store.Jobs() {
		if found && job.ID != id {
			continue
		}
		q.text(separator)
		separator = ";"
		q.job(&job)
		if found {
			return
		}
	}
	if found {
		q.fail(aero.CodeNotFound, "job not found")
	}
}

// backgroundReplyBytes is what the answer to a request for a job in the background takes.
const backgroundReplyBytes = 30

// job appends what is known of a job.
func (q *infoQuery) job(j *JobStats) {
	f := q.newFields(":")
	f.number("trid", j.ID)
	f.text("ns", j.Namespace)
	if j.Set != "" {
		f.text("set", j.Set)
	}
	if j.Index != "" {
		f.text("sindex-name", j.Index)
	}
	if j.Partitions > 0 {
		f.number("n-pids-requested", uint64(j.Partitions))
		f.number("n-keyds-requested", uint64(j.Resumed))
	}
	f.number("rps", uint64(j.RecordsPerSecond))
	threads, state := 0, "done"
	if j.Active {
		threads, state = 1, "active"
	}
	f.number("active-threads", uint64(threads))
	f.text("status", state+"("+j.Outcome+")")
	f.text("job-progress", strconv.FormatFloat(j.Progress, 'f', 2, 64))
	f.number("run-time", uint64(max(j.RunTime.Milliseconds(), 0)))
	f.number("time-since-done", uint64(max(j.SinceDone.Milliseconds(), 0)))
	f.number("recs-throttled", j.Throttled)
	f.number("recs-filtered-meta", 0)
	f.number("recs-filtered-bins", j.Filtered)
	f.number("recs-succeeded", j.Succeeded)
	f.number("recs-failed", j.Failed)
	f.text("from", strings.ReplaceAll(j.From, ":", "+"))
	f.text("job-type", j.Kind)
	if j.Background {
		f.number("net-io-bytes", backgroundReplyBytes)
	}
}
