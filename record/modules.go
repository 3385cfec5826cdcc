package record

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aerolith/aerolith/internal/lua"
)

// tableModules is the table of the system that holds modules: name to source.
const tableModules = "modules"

// The bounds of modules.
const (
	// maxModuleName is the longest name of a module, in bytes.
	maxModuleName = 127
	// maxModuleSize is the longest source, in bytes.
	maxModuleSize = mebibyte
)

// ErrModule says that a module has a name or source that cannot be stored.
var ErrModule = errors.New("record: module cannot be stored")

// ModuleError says why a source is no Lua program.
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
	return fmt.Sprintf("record: module %s, line %d: %s", e.File, e.Line, e.Message)
}

// Module describes a module that is registered.
type Module struct {
	// Name is its name, as in "sums.lua".
	Name string
	// Source is its text.
	Source []byte
	// Hash is what clients are shown to tell versions apart, in hexadecimal digits.
	Hash string
}

// functions are the modules of a store, and what their calls share.
type functions struct {
	system  *System
	options FunctionOptions
	// running has a place for each call that may run.
	running chan struct{}
	turns   turns

	// mu guards the rest. changing serialises changes, whose rows are stored without mu.
	mu       sync.RWMutex
	changing sync.Mutex
	modules  map[string]*registered
}

// registered is a module with its code.
type registered struct {
	module Module
	code   *lua.Module
}

// newFunctions reads the modules that are registered. One that can no longer be compiled stays, without code.
func newFunctions(system *System, options FunctionOptions) (*functions, error) {
	f := &functions{
		system: system, options: options, running: make(chan struct{}, options.MaxRunning), turns: newTurns(), modules: map[string]*registered{},
	}
	rows, err := system.Rows(tableModules)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		name := string(row.Key)
		// What was accepted by an earlier version and is not by this one fails when it is called.
		code, _ := f.compile(name, row.Value)
		f.modules[name] = &registered{module: newModule(name, row.Value), code: code}
	}
	return f, nil
}

// newModule describes a module. The hash is that of the form in which a real node keeps modules, so that a source has
// the same hash everywhere.
func newModule(name string, source []byte) Module {
	quoted, err := json.Marshal(name)
	if err != nil {
		quoted = []byte(`""`)
	}
	form := fmt.Sprintf(`{"content64": "%s", "type": "LUA", "name": %s}`, base64.StdEncoding.EncodeToString(source), quoted)
	hash := sha1.Sum([]byte(form))
	return Module{Name: name, Source: source, Hash: hex.EncodeToString(hash[:])}
}

// compile compiles a source.
func (f *functions) compile(name string, source []byte) (*lua.Module, error) {
	limits := lua.DefaultLimits()
	limits.Instructions, limits.MemoryBytes = f.options.MaxInstructions, f.options.MaxMemory
	return lua.Compile(name, source, limits, f.code)
}

// code returns the code of a module by its name without ".lua", nil if there is none.
func (f *functions) code(name string) *lua.Module {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if m := f.modules[name+".lua"]; m != nil {
		return m.code
	}
	if m := f.modules[name]; m != nil {
		return m.code
	}
	return nil
}

// change stores and applies a change of one module.
func (f *functions) change(name string, source []byte, entry *registered) error {
	if err := f.system.Apply(SystemChange{Table: tableModules, Key: []byte(name), Value: source}); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	// Modules may require each other: states that have loaded an old version must not be used again.
	for _, m := range f.modules {
		if m.code != nil {
			m.code.Forget()
		}
	}
	if entry == nil {
		delete(f.modules, name)
		return nil
	}
	f.modules[name] = entry
	return nil
}

// PutModule registers a module of functions in Lua, in place of one of the same name, and returns when it is durable.
// The name has an extension and at most 127 bytes, the source at most 1 MiB.
//
// It fails with a *ModuleError if the source is no Lua program, with ErrModule, and with the engine's errors.
func (s *Store) PutModule(name string, source []byte) error {
	f := s.functions
	if dot := strings.IndexByte(name, '.'); dot <= 0 || dot == len(name)-1 || len(name) > maxModuleName || strings.ContainsAny(name, "/\\\x00;=,") {
		return fmt.Errorf("%w: name %q: need a name with an extension of at most %d bytes", ErrModule, name, maxModuleName)
	}
	if len(source) > maxModuleSize {
		return fmt.Errorf("%w: %s: source of %d bytes, limit %d", ErrModule, name, len(source), maxModuleSize)
	}
	f.changing.Lock()
	defer f.changing.Unlock()
	if f.count(name) >= f.options.MaxModules {
		return fmt.Errorf("%w: %s: there are %d modules already", ErrModule, name, f.options.MaxModules)
	}
	source = slices.Clone(source)
	code, err := f.compile(name, source)
	var failed *lua.CompileError
	if errors.As(err, &failed) {
		return &ModuleError{File: failed.File, Line: failed.Line, Message: failed.Message}
	}
	if err != nil {
		return err
	}
	if source == nil {
		source = []byte{}
	}
	return f.change(name, source, &registered{module: newModule(name, source), code: code})
}

// count returns how many modules there are beside the one of a name.
func (f *functions) count(name string) int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.modules[name] != nil {
		return len(f.modules) - 1
	}
	return len(f.modules)
}

// RemoveModule removes a module and returns when that is durable. One that is not there is no error.
func (s *Store) RemoveModule(name string) error {
	f := s.functions
	f.changing.Lock()
	defer f.changing.Unlock()
	f.mu.RLock()
	known := f.modules[name] != nil
	f.mu.RUnlock()
	if !known {
		return nil
	}
	return f.change(name, nil, nil)
}

// Modules returns the registered modules by name. The caller must not change their sources.
func (s *Store) Modules() []Module {
	f := s.functions
	f.mu.RLock()
	defer f.mu.RUnlock()
	list := make([]Module, 0, len(f.modules))
	for _, m := range f.modules {
		list = append(list, m.module)
	}
	slices.SortFunc(list, func(a, b Module) int { return strings.Compare(a.Name, b.Name) })
	return list
}
