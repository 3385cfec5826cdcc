package lua

import (
	"bytes"
	"errors"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

// Module is a compiled Lua source with the states in which its functions run. It may be used by several goroutines.
type Module struct {
	name   string
	code   *lua.FunctionProto
	limits Limits
	// library finds the modules that this one requires.
	library func(name string) *Module

	mu      sync.Mutex // guards the rest
	idle    []*state
	version uint64 // states of an older one are not kept
}

// Compile compiles a source. name is the module's name, as in "sums.lua"; library finds other modules by their names
// without ".lua" for require, nil for none.
//
// It returns a *CompileError if the source is no Lua program.
func Compile(name string, source []byte, limits Limits, library func(name string) *Module) (*Module, error) {
	code, err := compile(name, source)
	if err != nil {
		return nil, err
	}
	return &Module{name: name, code: code, limits: limits.withDefaults(), library: library}, nil
}

// compile turns a source into code whose growing of strings is metered.
func compile(name string, source []byte) (code *lua.FunctionProto, err error) {
	defer func() {
		// The compiler panics for sources that need more than the machine has, such as registers.
		if cause := recover(); cause != nil {
			code, err = nil, &CompileError{File: name, Message: panicText(cause)}
		}
	}()
	chunk, err := parse.Parse(bytes.NewReader(source), name)
	if err != nil {
		return nil, syntaxError(name, err)
	}
	if err := meterConcatenation(name, chunk); err != nil {
		return nil, err
	}
	code, err = lua.Compile(chunk, name)
	if err != nil {
		return nil, compileError(name, err)
	}
	return code, nil
}

// panicText returns what a panic of the compiler says.
func panicText(cause any) string {
	if err, ok := cause.(error); ok {
		return err.Error()
	}
	if text, ok := cause.(string); ok {
		return text
	}
	return "function or expression too complex"
}

// syntaxError turns the parser's error into ours.
func syntaxError(name string, err error) error {
	var syntax *parse.Error
	if !errors.As(err, &syntax) {
		return &CompileError{File: name, Message: err.Error()}
	}
	failure := &CompileError{File: name, Line: max(syntax.Pos.Line, 0), Message: strings.TrimSpace(syntax.Message)}
	if failure.Message == "parse error" {
		failure.Message = "syntax error" // what Lua calls it
	}
	switch {
	case syntax.Pos.Line == parse.EOF:
		failure.Message += " near '<eof>'"
	case syntax.Token != "":
		failure.Message += " near '" + syntax.Token + "'"
	}
	return failure
}

// compileError turns the compiler's error into ours.
func compileError(name string, err error) error {
	var failed *lua.CompileError
	if errors.As(err, &failed) {
		return &CompileError{File: name, Line: failed.Line, Message: failed.Message}
	}
	return &CompileError{File: name, Message: err.Error()}
}

// Name returns the module's name.
func (m *Module) Name() string { return m.name }

// age returns the version that a new state is of.
func (m *Module) age() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.version
}

// borrow returns a state in which the module's source has been executed.
func (m *Module) borrow() *state {
	m.mu.Lock()
	defer m.mu.Unlock()
	if last := len(m.idle) - 1; last >= 0 {
		s := m.idle[last]
		m.idle = m.idle[:last]
		return s
	}
	return nil
}

// giveBack keeps a state for the next call, unless it failed or there are enough.
func (m *Module) giveBack(s *state) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.idle) < m.limits.IdleStates && s.version == m.version {
		m.idle = append(m.idle, s)
		return
	}
	s.l.Close()
}

// Forget drops the states that are kept for the next calls, because a module that they may have loaded has changed.
// Calls under way end in the states that they have.
func (m *Module) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.version++
	for _, s := range m.idle {
		s.l.Close()
	}
	m.idle = nil
}
