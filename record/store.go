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
	"github.com/aerolith/aerolith/zerodb/vfs"
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
	// batches lends batches with their memory.
	batches sync.Pool
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
	if err := s.openFolder(path); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	for _, name := range s.names {
		s.namespaces[name].start()
	}
	return s, nil
}

// openFolder makes the folder and opens all that is in it at once, because opening mostly waits for the disk. After an error,
// what could be opened is in the store, for Close.
func (s *Store) openFolder(path string) error {
	cause, err := s.makeFolder(path)
	if err != nil {
		return err
	}
	all := s.options.Namespaces
	opened, failures := make([]*namespace, len(all)), make([]error, len(all))
	var settled, system error
	var group sync.WaitGroup
	group.Go(func() { settled = s.settleFolder(path, cause) })
	group.Go(func() { system = s.openSystem(path) })
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
	return errors.Join(append(failures, settled, system)...)
}

// stored reports whether any namespace needs the folder.
func (s *Store) stored() bool {
	return slices.ContainsFunc(s.options.Namespaces, func(n NamespaceOptions) bool { return n.Storage == StorageFile })
}

// files returns where the folder is.
func (s *Store) files() vfs.FS {
	if s.options.Engine.FS == nil {
		return zerodb.DefaultOptions().FS
	}
	return s.options.Engine.FS
}

// makeFolder creates the folder for the namespaces, if any of them needs it. Where it was there already, the cause says so.
func (s *Store) makeFolder(path string) (cause, err error) {
	if !s.stored() {
		return nil, nil
	}
	cause = s.files().Mkdir(path, folderPermission)
	if cause != nil && !errors.Is(cause, fs.ErrExist) {
		return cause, fmt.Errorf("record: open store: %w", cause)
	}
	return cause, nil
}

// settleFolder makes the name of the folder durable, else a crash loses the databases with it; also where an earlier process
// made it and did not get here. cause is that of makeFolder: who was allowed to make the folder can sync its parent.
func (s *Store) settleFolder(path string, cause error) error {
	if !s.stored() {
		return nil
	}
	err := s.files().SyncDir(filepath.Dir(filepath.Clean(path)))
	if err != nil && !(cause != nil && errors.Is(err, fs.ErrPermission)) {
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
