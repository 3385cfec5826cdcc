package zerodb

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// HistorySource says which files ReadHistory reads.
type HistorySource struct {
	// FS is the file system; nil means that of the operating system.
	FS vfs.FS
	// Path is the folder of a database, ArchivePath the option of that name that it has. One of them may be empty.
	Path, ArchivePath string
	// UUID is the database's identity in hexadecimal. It is needed only without Path, where the archive has more than one database.
	UUID string
	// AtEnd is called at the end of what can be read. It returns nil to look whether there is more by now, and io.EOF, as no function at
	// all does, to end.
	AtEnd func() error
}

// ErrAmbiguousArchive says that an archive has the log of several databases, or of none, and UUID does not say which.
var ErrAmbiguousArchive = errors.New("zerodb: archive does not hold the log of exactly one database: give its UUID")

// ReadHistory iterates over the committed transactions behind a position as DB.History does, but reads the files of a database that nobody,
// or another process, has open, or of which only the archive is left. Of a database that is open elsewhere it may show transactions that
// are written but not durable yet; DB.Durable tells them apart.
//
// The loop ends with an error, yielded once beside an empty Commit, when something cannot be read: ErrPositionGone, ErrPositionForeign,
// ErrAmbiguousArchive, *CorruptionError, *LogVersionError, one that wraps ctx.Err(), AtEnd's unless it is io.EOF, or the file system's.
func ReadHistory(ctx context.Context, s HistorySource, from Position) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		if err := s.read(ctx, from, yield); err != nil && !errors.Is(err, io.EOF) {
			yield(Commit{}, fmt.Errorf("zerodb: history: %w", err))
		}
	}
}

// read yields commits until the body or the history ends.
func (s HistorySource) read(ctx context.Context, from Position, yield func(Commit, error) bool) error {
	source, err := s.locate(from)
	if err != nil {
		return err
	}
	r, err := newCommitReader(source.options(), from)
	if err != nil {
		return err
	}
	defer func() { r.close() }()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		commit, err := r.next(endOfLog)
		switch {
		case errors.Is(err, io.EOF) && s.AtEnd != nil:
			if err := s.AtEnd(); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if !yield(commit, nil) {
			return nil
		}
	}
}

// locate finds out whose log is to be read.
func (s HistorySource) locate(from Position) (logSource, error) {
	source := logSource{fs: s.FS, path: s.Path, archive: s.ArchivePath, identity: from.identity}
	if source.fs == nil {
		source.fs = vfs.OS()
	}
	switch {
	case s.UUID != "":
		id, err := hex.DecodeString(s.UUID)
		if err != nil || len(id) != len(source.identity) {
			return source, fmt.Errorf("%w: %q is not a UUID in hexadecimal", ErrAmbiguousArchive, s.UUID)
		}
		copy(source.identity[:], id)
	case !from.IsZero():
	case s.Path != "":
		return source, source.readIdentity()
	default:
		return source, source.onlyArchive()
	}
	return source, nil
}

// readIdentity takes the identity from the database's own log, which has it even where the data file is damaged.
func (s *logSource) readIdentity() error {
	identity, err := wal.ReadIdentity(wal.Options{FS: s.fs, Dir: filepath.Join(s.path, logName)})
	if err == nil {
		s.identity = identity
	}
	return historyError(err)
}

// onlyArchive takes the identity of the only database that the archive has.
func (s *logSource) onlyArchive() error {
	names, err := s.fs.ReadDir(s.archive)
	if err != nil {
		return err
	}
	found := 0
	for _, name := range names {
		id, err := hex.DecodeString(name)
		if err != nil || len(id) != len(s.identity) {
			continue
		}
		copy(s.identity[:], id)
		found++
	}
	if found != 1 {
		return fmt.Errorf("%w: %s has %d", ErrAmbiguousArchive, s.archive, found)
	}
	if _, err := s.fs.Stat(archiveOf(s.archive, s.identity)); errors.Is(err, fs.ErrNotExist) {
		return ErrAmbiguousArchive
	}
	return nil
}
