package record

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// folderPermission is that of the folder that holds the namespaces.
const folderPermission fs.FileMode = 0o700

// Store holds namespaces and carries out commands on them. Its methods may be called from several goroutines.
type Store struct {
	namespaces map[string]*namespace
	names      []string
	options    Options
	jobs       jobTable
	functions  *functions
	system     *System
	// waiting lends wait groups to bursts of writes.
	waiting sync.Pool
}

// Open opens the namespaces of the options, each that is stored in files in the folder of its name inside path. Folders
// and databases that are missing are created.
//
// It fails if an option is out of range, and with the engine's errors if a database cannot be opened; then nothing
// stays open.
func Open(path string, options Options) (*Store, error) {
	if err := options.Validate(); err != nil {
		return nil, err
	}
	options.Namespaces = slices.Clone(options.Namespaces)
	options = options.withDefaults()
	s := &Store{namespaces: make(map[string]*namespace), options: options}
	s.jobs.now, s.jobs.doneMax = options.Now, options.MaxDoneJobs
	if err := s.makeFolder(path); err != nil {
		return nil, err
	}
	if err := s.openSystem(path); err != nil {
		return nil, err
	}
	if err := s.openNamespaces(path); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	for _, name := range s.names {
		s.namespaces[name].start()
	}
	return s, nil
}

// openNamespaces opens all namespaces at once, because opening mostly waits for the disk. After an error, those that could be
// opened are in the store, for Close.
func (s *Store) openNamespaces(path string) error {
	all := s.options.Namespaces
	opened, failures := make([]*namespace, len(all)), make([]error, len(all))
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() { opened[i], failures[i] = openNamespace(filepath.Join(path, all[i].Name), all[i], &s.options) })
	}
	group.Wait()
	for i, n := range opened {
		if failures[i] != nil {
			failures[i] = tableError(all[i].Name, "open", failures[i])
			continue
		}
		s.namespaces[all[i].Name] = n
		s.names = append(s.names, all[i].Name)
	}
	return errors.Join(failures...)
}

// makeFolder creates the folder for the namespaces, if any of them needs it.
func (s *Store) makeFolder(path string) error {
	stored := func(n NamespaceOptions) bool { return n.Storage == StorageFile }
	if !slices.ContainsFunc(s.options.Namespaces, stored) {
		return nil
	}
	files := s.options.Engine.FS
	if files == nil {
		files = zerodb.DefaultOptions().FS
	}
	made := files.Mkdir(path, folderPermission)
	if made != nil && !errors.Is(made, fs.ErrExist) {
		return fmt.Errorf("record: open store: %w", made)
	}
	// Else a crash loses the databases with their folder; also where an earlier process made it and did not get here.
	err := files.SyncDir(filepath.Dir(filepath.Clean(path)))
	if err != nil && !(made != nil && errors.Is(err, fs.ErrPermission)) {
		return fmt.Errorf("record: open store: %w", err)
	}
	return nil
}

// Close waits for the writes under way, stops the background work and closes the databases. Writes that come later
// fail with ErrClosed. Calling it again does nothing.
func (s *Store) Close() error {
	var errs []error
	errs = append(errs, s.system.close())
	for _, name := range s.names {
		if err := s.namespaces[name].close(); err != nil {
			errs = append(errs, tableError(name, "close", err))
		}
	}
	return errors.Join(errs...)
}

// Namespaces returns the names of the namespaces in the order of the options. The caller must not change it.
func (s *Store) Namespaces() []string { return s.names }

// Execute carries out one command and returns when its answer may be given: for a write, and for the refusal of one,
// when the state that the answer is based on is durable. What the protocol has a code for is in res.Code; res is
// filled only then.
//
// The error is for the rest: ErrClosed; ErrAbandoned if ctx ended while a write waited for its turn; an error that
// wraps zerodb.ErrCommitUnknown if it is not known whether the write happened; the engine's other failures, after
// which it did not. Once a write has had its turn the end of ctx does not cut the wait for its outcome short.
func (s *Store) Execute(ctx context.Context, cmd *aero.RecordCommand, res *aero.RecordResult) error {
	n := s.namespaces[cmd.Namespace]
	switch {
	case n == nil:
		answerCode(res, aero.CodeNamespace)
		return nil
	case cmd.Flags&(aero.FlagWrite|aero.FlagRead) == 0 && cmd.Function == nil:
		answerCode(res, aero.CodeParameter)
		return nil
	}
	err := s.executeAt(ctx, n, cmd, res)
	n.tallies.answer(OriginClient, cmd, res, err)
	return err
}

// executeAt carries out a command that makes sense in its namespace.
func (s *Store) executeAt(ctx context.Context, n *namespace, cmd *aero.RecordCommand, res *aero.RecordResult) error {
	switch {
	case cmd.Function != nil:
		return s.executeFunction(ctx, n, cmd, OriginClient, res)
	case cmd.Flags&aero.FlagWrite != 0:
		return n.executeWrite(ctx, cmd, res)
	}
	return n.executeRead(cmd, res)
}

// answerCode answers with a code alone.
func answerCode(res *aero.RecordResult, code aero.ResultCode) {
	res.Reset()
	res.Code = code
}
