package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aerolith/aerolith/bench/store"
)

// place is where the database of a workload lies during the workload, and what becomes of it.
type place struct {
	// folder is where it lies.
	folder string
	// loaded is the folder that it gets when it is whole and has all keys; empty where it is removed instead.
	loaded string
}

// loadedFolder names the folder of an engine's database with all keys. A database that lacks some, or is just being filled, never lies there.
func (s settings) loadedFolder(e store.Engine) string {
	return filepath.Join(s.dir, fmt.Sprintf("loaded-%d-%s", s.keys, e.Name))
}

// prepare returns the database that a workload starts with: a new one, or the loaded one, on the disk and read once.
func (s settings) prepare(e store.Engine, w workload, d data) (place, error) {
	loaded := s.loadedFolder(e)
	switch w.on {
	case empty:
		folder, err := os.MkdirTemp(s.dir, "empty-")
		return place{folder: folder}, err
	case becomesLoaded:
		folder, err := s.newFolder(e)
		return place{folder: folder, loaded: loaded}, errors.Join(err, os.RemoveAll(loaded))
	}
	if err := s.load(e, d); err != nil {
		return place{}, err
	}
	if err := eachFile(loaded, readFile); err != nil {
		return place{}, err
	}
	if w.on == loses {
		folder := filepath.Join(s.dir, "losing-"+e.Name)
		return place{folder: folder}, errors.Join(os.RemoveAll(folder), os.Rename(loaded, folder))
	}
	return place{folder: loaded, loaded: loaded}, nil
}

// leave ends the use of a closed database: what the system has left to write of it is written now, and not beside the next workload.
func (p place) leave() error {
	if p.loaded == "" {
		return os.RemoveAll(p.folder)
	}
	if err := eachFile(p.folder, (*os.File).Sync); err != nil || p.folder == p.loaded {
		return err
	}
	return os.Rename(p.folder, p.loaded)
}

// newFolder makes the folder in which an engine's database is filled.
func (s settings) newFolder(e store.Engine) (string, error) {
	folder := filepath.Join(s.dir, "loading-"+e.Name)
	return folder, errors.Join(os.RemoveAll(folder), os.Mkdir(folder, 0o700))
}

// load stores all keys, unmeasured, where there is no database that has them.
func (s settings) load(e store.Engine, d data) error {
	loaded := s.loadedFolder(e)
	if _, err := os.Stat(loaded); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	folder, err := s.newFolder(e)
	if err != nil {
		return err
	}
	d.salt = 0
	open, err := e.Open(folder, store.NoSync)
	if err != nil {
		return err
	}
	_, err = inBatches(env{Store: open, data: d}, d.shuffled, batch, putOne)
	if err = errors.Join(err, open.Close()); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	return place{folder: folder, loaded: loaded}.leave()
}

// eachFile does something with each file of a folder.
func eachFile(folder string, do func(*os.File) error) error {
	return filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		return errors.Join(do(file), file.Close())
	})
}

// readFile brings a file into the system's page cache. The memory goes on being used for the next piece.
func readFile(file *os.File) error {
	_, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{file}, make([]byte, readPiece))
	return err
}

// readPiece is how many bytes readFile reads at once.
const readPiece = 1 << 20
