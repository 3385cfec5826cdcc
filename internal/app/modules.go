package app

import (
	"errors"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
)

// PutModule implements server.ModuleStore.
func (s serverStore) PutModule(name string, source []byte) error {
	err := s.Store.PutModule(name, source)
	var failed *record.ModuleError
	if errors.As(err, &failed) {
		return &server.ModuleError{File: failed.File, Line: failed.Line, Message: failed.Message}
	}
	return err
}

// Modules implements server.ModuleStore.
func (s serverStore) Modules() []server.Module {
	stored := s.Store.Modules()
	modules := make([]server.Module, len(stored))
	for i, m := range stored {
		modules[i] = server.Module{Name: m.Name, Hash: m.Hash, Source: m.Source}
	}
	return modules
}
