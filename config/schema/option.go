package schema

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Type says what the values of an option are.
type Type uint8

// The types.
const (
	// String is any text.
	String Type = iota
	// Bool is true or false.
	Bool
	// Int is a whole number.
	Int
	// Size is a number of bytes.
	Size
	// Time is a time in whole seconds.
	Time
	// Duration is a time in nanoseconds, written as in Go: 150ms. Only Aerolith's own options have it.
	Duration
	// Float is a number with a fraction. Only Aerolith's own options have it.
	Float
	// Enum is one of some words.
	Enum
	// List is any number of texts.
	List
)

// typeNames are the names of the types in tables and on pages, by type.
func typeNames() []string {
	return []string{"string", "bool", "int", "size", "time", "duration", "float", "enum", "list"}
}

// String returns the name of the type.
func (t Type) String() string { return typeNames()[t] }

// Numeric reports whether the type has an order, so that a range makes sense.
func (t Type) Numeric() bool {
	return t == Int || t == Size || t == Time || t == Duration || t == Float
}

// Range bounds a number, both ends included. Durations are bounded in nanoseconds.
type Range struct {
	// Least may be negative.
	Least int64
	// Most is the greatest number.
	Most uint64
}

// Holds reports whether a number lies in the range.
func (r Range) Holds(n Number) bool {
	if n.Negative {
		return r.Least < 0 && n.Magnitude <= uint64(-(r.Least+1))+1
	}
	return n.Magnitude <= r.Most && (r.Least <= 0 || n.Magnitude >= uint64(r.Least))
}

// Option is one option in one context.
type Option struct {
	// Name is the name in YAML and JSON.
	Name string
	// Context is where it lies.
	Context *Context
	// Token is the name in an aerospike.conf; a list is written as one line for each value. It is empty where the option has
	// no line there: the name of a context, the type of an engine.
	Token string
	// Words names the values of a line with more than one; those in brackets may be missing.
	Words []string
	// Type says what values are.
	Type Type
	// Unit is what a number counts, "" if that goes without saying.
	Unit string
	// Default is the value where none is given, in its canonical text.
	Default string
	// Auto says that the server chooses the default when it starts.
	Auto bool
	// Range bounds values; nil where nothing does.
	Range *Range
	// ServerRange is what the server's own parser accepts, where that differs from the published range.
	ServerRange *Range
	// CommunityRange is a narrower range of the Community edition, nil for none.
	CommunityRange *Range
	// Also lists values outside of the range that are good all the same.
	Also []string
	// Values are the words of an Enum, and of a List that has special words.
	Values []string
	// Rule is one further rule for values: power-of-2, multiple-of-100, hex, or max-len-N.
	Rule string
	// Dynamic says that a running server can change it.
	Dynamic bool
	// Enterprise says that only the Enterprise edition has it.
	Enterprise bool
	// Secret says that the value is one, so that only a reference to it may be written.
	Secret bool
	// Deprecated says that it works but should not be used.
	Deprecated bool
	// Required says when it must be there: "no", "yes", or the alternatives of which one must.
	Required string
	// First is the first version that knew it, Since the first of all later ones that did; "<=4.0.0" is "from the beginning".
	First, Since string
	// Until is the version in which it was gone, "" if it is there.
	Until string
	// Field is the field of Options that an option of Aerolith sets, "" for options of an Aerospike server.
	Field string
	// Text tells an operator what it does and when to change it.
	Text string
}

// Path returns the names that lead to the option, joined with dots.
func (o *Option) Path() string {
	if o.Context.Path == "" {
		return o.Name
	}
	return o.Context.Path + "." + o.Name
}

// Pseudo reports whether the option has no line of its own in an aerospike.conf but belongs to the line that opens a context.
func (o *Option) Pseudo() bool { return o.Token == "" }

// Unset reports whether the default means that the option is not set: numbers below their own range do.
func (o *Option) Unset() bool {
	if o.Default == "" {
		return true
	}
	n, err := ParseNumber(o.Default)
	return o.Type.Numeric() && o.Range != nil && err == nil && !o.Range.Holds(n)
}

// Multiword reports whether a line of the option may have more than one value.
func (o *Option) Multiword() bool { return len(o.Words) > 1 }

// WordsLeast returns how many values a line of the option must have.
func (o *Option) WordsLeast() int {
	least := 0
	for _, word := range o.Words {
		if !strings.HasPrefix(word, "[") {
			least++
		}
	}
	return max(1, least)
}

// Allows reports whether an Enum has the word.
func (o *Option) Allows(word string) bool { return slices.Contains(o.Values, word) }

// RangeText says what a range of the option allows, as people write it.
func (o *Option) RangeText(r *Range) string {
	if o.Type == Duration {
		return fmt.Sprintf("%v to %v", time.Duration(r.Least), time.Duration(r.Most))
	}
	if r.Most == math.MaxUint64 {
		return fmt.Sprintf("at least %d", r.Least)
	}
	return fmt.Sprintf("%d to %d", r.Least, r.Most)
}

// DefaultText says what the default is, for a person.
func (o *Option) DefaultText() string {
	switch {
	case o.Auto:
		return "chosen at the start"
	case o.Unset():
		return "not set"
	}
	return o.Default
}

// LimitText says what values are possible, for a person; "" where the type says it all.
func (o *Option) LimitText() string {
	switch {
	case len(o.Values) > 0:
		return strings.Join(o.Values, ", ")
	case o.Range == nil:
		return ""
	}
	return o.RangeText(o.Effective())
}

// Effective returns the range that both the published facts and the server's parser allow, nil for none.
func (o *Option) Effective() *Range {
	if o.Range == nil || o.ServerRange == nil {
		return o.Range
	}
	return &Range{Least: max(o.Range.Least, o.ServerRange.Least), Most: min(o.Range.Most, o.ServerRange.Most)}
}
