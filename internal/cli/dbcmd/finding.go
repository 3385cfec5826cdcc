package dbcmd

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// findingFacts is a finding for --json. Keys are written as Go writes strings, without the quotes.
type findingFacts struct {
	Table    string `json:"table"`
	Page     uint64 `json:"page"`
	Pages    uint64 `json:"pages"`
	Kind     string `json:"kind"`
	Lost     bool   `json:"lost"`
	Mendable bool   `json:"mendable"`
	Low      string `json:"low,omitempty"`
	High     string `json:"high,omitempty"`
	Error    string `json:"error"`
}

// factsOf turns a finding into facts.
func factsOf(f zerodb.Finding) findingFacts {
	facts := findingFacts{
		Table: f.Table, Page: f.Page, Pages: f.Pages, Lost: f.Lost, Mendable: f.Mendable, Error: f.Err.Error(), Low: bare(f.Low), High: bare(f.High),
	}
	var damage *zerodb.CorruptionError
	if errors.As(f.Err, &damage) {
		facts.Kind = string(damage.Kind)
	}
	return facts
}

// bare is text without its quotes; empty for no key.
func bare(key []byte) string {
	if key == nil {
		return ""
	}
	quoted := text(key)
	return quoted[1 : len(quoted)-1]
}

// describe writes a finding for a person.
func describe(f zerodb.Finding) string {
	where := "database"
	if f.Table != "" {
		where = fmt.Sprintf("table %q", f.Table)
	}
	if f.Pages > 0 {
		where += fmt.Sprintf(", page %d", f.Page)
	}
	if f.Pages > 1 {
		where += fmt.Sprintf(" to %d", f.Page+f.Pages-1)
	}
	line := fmt.Sprintf("DAMAGE %s: %v\n", where, f.Err)
	switch {
	case f.Mendable:
		line += "       nothing that was stored is concerned; --fix mends it\n"
	case f.Lost && f.Table != "":
		line += "       cannot be read: keys " + interval(f.Low, f.High) + "\n"
	}
	return line
}

// interval describes a range of keys.
func interval(low, high []byte) string {
	switch {
	case low == nil && high == nil:
		return "of the whole table"
	case low == nil:
		return "below " + text(high)
	case high == nil:
		return "from " + text(low) + " on"
	default:
		return "from " + text(low) + " to below " + text(high)
	}
}
