package zerodb

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// archiveOf returns the folder of a database's released log segments, "" without an archive.
func archiveOf(path string, identity [16]byte) string {
	if path == "" {
		return ""
	}
	return filepath.Join(path, hex.EncodeToString(identity[:]))
}

// openArchive makes sure, durably, that the archive's folder is there.
func (o *opener) openArchive(identity [16]byte) error {
	o.archive = archiveOf(o.opts.ArchivePath, identity)
	if o.archive == "" {
		return nil
	}
	for _, folder := range [...]string{o.opts.ArchivePath, o.archive} {
		if err := o.opts.FS.Mkdir(folder, folderPermission); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("archive of the log: %w", err)
		}
		if err := o.opts.FS.SyncDir(filepath.Dir(folder)); err != nil && !errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("archive of the log: %w", err)
		}
	}
	return nil
}

// logSource says where the log of a database is to be read from outside.
type logSource struct {
	fs       vfs.FS
	path     string // the database's folder, may be missing
	archive  string // the folder that holds archives, "" for none
	identity [16]byte
}

// options configures a reader of the log.
func (s logSource) options() wal.Options {
	dir := filepath.Join(s.path, logName)
	archive := archiveOf(s.archive, s.identity)
	if s.path == "" {
		dir = archive
	}
	return wal.Options{FS: s.fs, Dir: dir, Identity: s.identity, Archive: archive, MaxRecordBytes: recordMaxBytes}
}
