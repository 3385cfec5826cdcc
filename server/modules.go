package server

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// ModuleStore is what a Store also is that can call functions in Lua. A store that is not answers udf-list with
// nothing and refuses udf-put.
type ModuleStore interface {
	// PutModule registers a module and returns when it is durable. It fails with a *ModuleError if the source is no
	// program.
	PutModule(name string, source []byte) error
	// RemoveModule removes a module; one that is not there is no error.
	RemoveModule(name string) error
	// Modules returns the registered modules by name.
	Modules() []Module
	// Aggregate applies a function to the stream of a scan's records and yields its results, each as a bin. An error that
	// is a result code is answered with it.
	Aggregate(ctx context.Context, cmd *aero.ScanCommand, f *aero.Function, yield func(aero.Bin) error) error
}

// Module describes a registered module for info answers.
type Module struct {
	// Name is its name, as in "sums.lua"; Hash tells its versions apart.
	Name, Hash string
	// Source is its text.
	Source []byte
}

// ModuleError says why a source is no program.
type ModuleError struct {
	// File is the module's name.
	File string
	// Line is where; 0 if unknown.
	Line int
	// Message says what is wrong.
	Message string
}

// Error returns place and reason.
func (e *ModuleError) Error() string {
	return fmt.Sprintf("server: module %s, line %d: %s", e.File, e.Line, e.Message)
}
