package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/aerolith/aerolith/bench/store"
)

// session is one engine's database during a workload.
type session struct {
	store.Store
	engine     store.Engine
	folder     string
	durability store.Durability
}

// reopen opens the database again, after it was closed.
func (s *session) reopen() (err error) {
	s.Store, err = s.engine.Open(s.folder, s.durability)
	return err
}

// measure runs one workload on one engine and returns operations a second, or what the workload measures instead.
func (s settings) measure(e store.Engine, w workload, d data) (result float64, err error) {
	folder, err := s.prepareFolder(e, w, d)
	if err != nil {
		return 0, err
	}
	if w.on == empty {
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	open := &session{engine: e, folder: folder, durability: w.durability}
	if err := open.reopen(); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, open.Close()) }()
	target := env{Store: open, data: d, reopen: open.reopen, folder: folder}
	if w.prepare != nil {
		if _, err := w.prepare(target); err != nil {
			return 0, err
		}
	}
	return s.timed(e, w, target)
}

// timed runs the measured part.
func (s settings) timed(e store.Engine, w workload, target env) (result float64, err error) {
	end, err := startProfile(s.profile, e.Name+"-"+w.name)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, end()) }()
	runtime.GC()
	started := time.Now()
	done, err := w.run(target)
	elapsed := time.Since(started)
	if w.unit != rate {
		return float64(done), err
	}
	return float64(done) / elapsed.Seconds(), err
}

// prepareFolder returns the folder of the database that a workload starts with, loaded where it must be.
func (s settings) prepareFolder(e store.Engine, w workload, d data) (string, error) {
	if w.on == empty {
		return os.MkdirTemp(s.dir, "empty-")
	}
	folder := filepath.Join(s.dir, "loaded-"+e.Name)
	if w.on == becomesLoaded {
		return folder, errors.Join(os.RemoveAll(folder), os.Mkdir(folder, 0o700))
	}
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	return folder, preload(folder, e, d)
}

// preload stores all keys, unmeasured.
func preload(folder string, e store.Engine, d data) error {
	d.salt = 0
	s, err := e.Open(folder, store.NoSync)
	if err != nil {
		return err
	}
	_, err = inBatches(env{Store: s, data: d}, d.shuffled, batch, putOne)
	if err = errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("preload: %w", err)
	}
	return nil
}
