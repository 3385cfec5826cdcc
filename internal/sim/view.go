package sim

import (
	"context"
	"errors"

	recordstore "github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
)

// storeView shows the evaluator's store to a server, as far as info commands about indexes, modules and jobs look at it.
type storeView struct{ *recordstore.Store }

// NamespaceStats implements server.Store.
func (s storeView) NamespaceStats(namespace string) (server.NamespaceStats, bool) {
	stats, ok := s.Store.NamespaceStats(namespace)
	return server.NamespaceStats{Objects: stats.Objects}, ok
}

// SetStats implements server.Store.
func (storeView) SetStats(string) []server.SetStats { return nil }

// Indexes implements server.Store.
func (s storeView) Indexes(namespace string) []server.IndexStats {
	var all []server.IndexStats
	for _, stats := range s.Store.Indexes(namespace) {
		all = append(all, server.IndexStats(stats))
	}
	return all
}

// Jobs implements server.Store.
func (s storeView) Jobs() []server.JobStats {
	var all []server.JobStats
	for _, j := range s.Store.Jobs() {
		all = append(all, server.JobStats{
			ID: j.ID, Kind: "basic", Outcome: "ok", Background: j.Kind == recordstore.JobWrite || j.Kind == recordstore.JobFunction,
			Namespace: j.Namespace, Set: j.Set, Index: j.Index, From: j.From, Active: j.Active, Progress: j.Progress,
			RunTime: j.RunTime, SinceDone: j.SinceDone, Succeeded: j.Succeeded, Failed: j.Failed,
		})
	}
	return all
}

// CheckIndexes implements server.Store.
func (s storeView) CheckIndexes(namespace string) (entries, missing, extra uint64, err error) {
	entries, err = s.Store.CheckIndexes(context.Background(), namespace, func(recordstore.IndexFinding) error {
		missing++
		return nil
	})
	return entries, missing, 0, err
}

// PutModule implements server.ModuleStore.
func (s storeView) PutModule(name string, source []byte) error {
	err := s.Store.PutModule(name, source)
	var failed *recordstore.ModuleError
	if errors.As(err, &failed) {
		return &server.ModuleError{File: failed.File, Line: failed.Line, Message: failed.Message}
	}
	return err
}

// Modules implements server.ModuleStore.
func (s storeView) Modules() []server.Module {
	var all []server.Module
	for _, m := range s.Store.Modules() {
		all = append(all, server.Module{Name: m.Name, Hash: m.Hash, Source: m.Source})
	}
	return all
}
