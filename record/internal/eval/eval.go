package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// Config holds the settings of a namespace that decide how commands are evaluated.
type Config struct {
	// DefaultTTLSeconds is the life of records written with aero.TTLDefault; 0 is for ever.
	DefaultTTLSeconds uint32
	// ReadTouchPercent renews a record that is read when less than this share of its life is left; 0 never does.
	ReadTouchPercent uint8
	// MaxRecordSize is the largest record in bytes, counted as StoredSize counts.
	MaxRecordSize int
	// Tuned returns the settings of the moment for the records of a set, in place of the three above; nil keeps those.
	Tuned func(set string) Tuned
	// MaxResultBytes bounds the values that one command answers with.
	MaxResultBytes int
	// MaxScratchBytes bounds the values that the operations of one command produce on the way.
	MaxScratchBytes int
	// DurableDeletes allows durable deletes. What is deleted stays so here anyway.
	DurableDeletes bool
	// InMemory says that records are kept in memory only.
	InMemory bool
}

// Tuned are settings that may change from one command to the next. The fields are those of Config.
type Tuned struct {
	DefaultTTLSeconds uint32
	ReadTouchPercent  uint8
	MaxRecordSize     int
}

// tuned returns the settings of the moment for the records of a set.
func (c *Config) tuned(set string) Tuned {
	if c.Tuned != nil {
		return c.Tuned(set)
	}
	return Tuned{c.DefaultTTLSeconds, c.ReadTouchPercent, c.MaxRecordSize}
}

// SetTable numbers set names. Resolve returns the number of a set and creates it if needed; it returns false if the
// namespace has as many sets as it may have.
type SetTable interface {
	Resolve(name string) (id uint16, ok bool)
}

// Rules are what evaluation depends on beside command, record and time. They do not change and may be shared.
type Rules struct {
	config Config
	names  *Names
	table  [operationTypes]operation
	// filters keeps compiled filters.
	filters expr.Cache
}

// NewRules returns the rules of a namespace. The names of returned bins come from names.
func NewRules(config Config, names *Names) *Rules {
	return &Rules{config: config, names: names, table: newTable()}
}

// Current is the record that a command works on, as it is before the command.
type Current struct {
	// Exists is false if there is no such record, or only one that has expired or was truncated.
	Exists bool
	// Record is the record, if it exists.
	Record layout.Record
	// SetName is the name of the record's set, if it exists; empty for none.
	SetName string
}

// Change says what is to be done to the stored record.
type Change uint8

// The changes.
const (
	// ChangeNone leaves everything as it is.
	ChangeNone Change = iota
	// ChangePut stores Outcome.Value.
	ChangePut
	// ChangeDelete removes the record.
	ChangeDelete
)

// Outcome is what a command comes to.
type Outcome struct {
	// Code is the answer. Unless it is aero.CodeOK, Change is ChangeNone.
	Code aero.ResultCode
	// Change is what to do.
	Change Change
	// Value is the new stored form with ChangePut. It is valid until the evaluator's next use.
	Value []byte
	// Header is the new record's header with ChangePut.
	Header layout.Header
}

// Evaluator evaluates writes. It owns scratch memory that the next call reuses.
type Evaluator struct {
	rules *Rules
	sets  SetTable
	work  workingSet
	arena arena
	value []byte
	run   writing     // the write under way
	bins  workingBins // what expressions of it see
}

// NewEvaluator returns an evaluator under the rules. Sets of new records are numbered by sets.
func NewEvaluator(rules *Rules, sets SetTable) *Evaluator {
	return &Evaluator{rules: rules, sets: sets}
}

// Execute evaluates a command that may write: a delete or a write. now is in milliseconds since the protocol's epoch.
// It fills res, whose memory must not hold anything in use.
func (e *Evaluator) Execute(cmd *aero.RecordCommand, cur *Current, now uint64, res *aero.RecordResult) Outcome {
	res.Reset()
	var out Outcome
	if cmd.Flags&aero.FlagDelete != 0 {
		out = e.remove(cmd, cur, now, res)
	} else {
		out = e.write(cmd, cur, now, res)
	}
	res.Code = out.Code
	if out.Code != aero.CodeOK {
		res.Bins, res.Memory = res.Bins[:0], res.Memory[:0]
	}
	return out
}

// refuse is the outcome of a command that is not carried out.
func refuse(code aero.ResultCode) Outcome { return Outcome{Code: code} }
