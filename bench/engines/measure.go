package main

import (
	"errors"
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
	at, err := s.prepare(e, w, d)
	if err != nil {
		return 0, err
	}
	if result, err = s.measureAt(at.folder, e, w, d); err != nil {
		return 0, err
	}
	return result, at.leave()
}

// measureAt runs one workload on the database in a folder, and closes it.
func (s settings) measureAt(folder string, e store.Engine, w workload, d data) (result float64, err error) {
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
