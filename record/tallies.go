package record

import (
	"errors"
	"sync/atomic"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// Origin says what a command was part of.
type Origin uint8

// The origins of commands.
const (
	// OriginClient is a command by itself.
	OriginClient Origin = iota
	// OriginBatch is a row of a batch.
	OriginBatch
	// OriginJob is the work of a job in the background on one record.
	OriginJob
	// Origins is how many there are.
	Origins
)

// CommandKind says what a command does.
type CommandKind uint8

// The kinds of commands.
const (
	CommandRead CommandKind = iota
	CommandWrite
	CommandDelete
	CommandFunction
	// CommandKinds is how many there are.
	CommandKinds
)

// Outcome says how a command or a query ended.
type Outcome uint8

// The outcomes of commands and queries.
const (
	OutcomeDone Outcome = iota
	OutcomeError
	// OutcomeTimeout is also an outcome that is not known.
	OutcomeTimeout
	OutcomeNotFound
	OutcomeFilteredOut
	// OutcomeAborted is that of queries which an operator or their client ended.
	OutcomeAborted
	// Outcomes is how many there are.
	Outcomes
)

// FunctionOutcome says what a Lua function did to its record.
type FunctionOutcome uint8

// The outcomes of functions.
const (
	FunctionRead FunctionOutcome = iota
	FunctionWrote
	FunctionRemoved
	// FunctionFailed is a function that ended with an error, or was ended.
	FunctionFailed
	// FunctionOutcomes is how many there are.
	FunctionOutcomes
)

// QueryKind says what a query is.
type QueryKind uint8

// The kinds of queries: those that are short, then jobs, in the order of JobKind.
const (
	QueryShort QueryKind = iota
	QueryLong
	QueryAggregation
	QueryFunction
	QueryWrite
	// QueryKinds is how many there are.
	QueryKinds
)

// Tallies counts what a namespace was asked for since it was opened. Counts that change meanwhile may be a little apart.
type Tallies struct {
	// Commands counts the commands on single records.
	Commands [Origins][CommandKinds][Outcomes]uint64
	// Functions counts what Lua functions did to single records.
	Functions [Origins][FunctionOutcomes]uint64
	// Queries counts queries: first those of all records or a set, then those on a secondary index.
	Queries [2][QueryKinds][Outcomes]uint64
	// Codes counts the commands on single records that were answered with something else than success, by result code.
	Codes [256]uint64
}

// tallies are the counts of a namespace.
type tallies struct {
	commands  [Origins][CommandKinds][Outcomes]atomic.Uint64
	functions [Origins][FunctionOutcomes]atomic.Uint64
	queries   [2][QueryKinds][Outcomes]atomic.Uint64
	codes     [256]atomic.Uint64
}

// kindOf returns what a command does.
func kindOf(cmd *aero.RecordCommand) CommandKind {
	switch {
	case cmd.Function != nil:
		return CommandFunction
	case cmd.Flags&aero.FlagDelete != 0:
		return CommandDelete
	case cmd.Flags&aero.FlagWrite != 0:
		return CommandWrite
	}
	return CommandRead
}

// command counts a command that was answered.
func (t *tallies) command(from Origin, kind CommandKind, code aero.ResultCode) {
	outcome := OutcomeError
	switch code {
	case aero.CodeOK:
		outcome = OutcomeDone
	case aero.CodeTimeout:
		outcome = OutcomeTimeout
	case aero.CodeFilteredOut:
		outcome = OutcomeFilteredOut
	case aero.CodeNotFound:
		if kind == CommandRead || kind == CommandDelete {
			outcome = OutcomeNotFound
		}
	}
	t.commands[from][kind][outcome].Add(1)
	if code != aero.CodeOK {
		t.codes[code].Add(1)
	}
}

// answer counts a command that was answered, or that failed without a code.
func (t *tallies) answer(from Origin, cmd *aero.RecordCommand, res *aero.RecordResult, err error) {
	switch {
	case err == nil:
		t.command(from, kindOf(cmd), res.Code)
	case errors.Is(err, zerodb.ErrCommitUnknown):
		t.command(from, kindOf(cmd), aero.CodeTimeout)
	default:
		t.command(from, kindOf(cmd), aero.CodeUnknown)
	}
}

// query counts a query that has ended.
func (t *tallies) query(sc *scan, kind QueryKind, outcome Outcome) {
	index := 0
	if sc.index != nil {
		index = 1
	}
	t.queries[index][kind][outcome].Add(1)
}

// queryKind returns what a query with a job is.
func queryKind(job JobKind) QueryKind { return QueryLong + QueryKind(job) }

// queryOutcome returns how a query ended whose job ended so.
func queryOutcome(job JobOutcome) Outcome {
	switch job {
	case JobOK:
		return OutcomeDone
	case JobAborted:
		return OutcomeAborted
	}
	return OutcomeError
}

// shortOutcome returns how a short query ended.
func shortOutcome(err error) Outcome {
	switch {
	case err == nil:
		return OutcomeDone
	case errors.Is(err, aero.CodeTimeout):
		return OutcomeTimeout
	}
	return OutcomeError
}

// Tallies returns what a namespace was asked for; zero if there is none of the name.
func (s *Store) Tallies(namespace string) (counts Tallies) {
	n := s.namespaces[namespace]
	if n == nil {
		return counts
	}
	t := &n.tallies
	for from := range t.commands {
		for kind := range t.commands[from] {
			loadAll(counts.Commands[from][kind][:], t.commands[from][kind][:])
		}
		loadAll(counts.Functions[from][:], t.functions[from][:])
	}
	for index := range t.queries {
		for kind := range t.queries[index] {
			loadAll(counts.Queries[index][kind][:], t.queries[index][kind][:])
		}
	}
	loadAll(counts.Codes[:], t.codes[:])
	return counts
}

// loadAll copies counters.
func loadAll(to []uint64, from []atomic.Uint64) {
	for i := range from {
		to[i] = from[i].Load()
	}
}
