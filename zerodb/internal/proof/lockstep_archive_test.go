package proof

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// An archive that lacks a segment which the log has still looks whole to who reads both. So lockstep looks at it alone, too.

// archivedAlone checks that the archive is whole without the log, as after the loss of the database's folder: it has each segment from the first one up to where the log begins, and what is restored
// from it is what the log says of the same transaction.
func (r *telling) archivedAlone(backup []byte) error {
	files, err := r.files.CrashImage(everything, nil)
	if err != nil {
		return err
	}
	files.SetQuota(0)
	kept, err := archivedSegments(files)
	if err != nil || len(kept) == 0 {
		return err
	}
	live, err := segmentsIn(files, logFolder)
	if err != nil {
		return err
	}
	for i, sequence := range kept {
		if sequence != kept[0]+uint64(i) {
			return fmt.Errorf("the archive lacks a segment: it has %x, the log %x", kept, live)
		}
	}
	if len(live) > 0 && live[0] > kept[len(kept)-1]+1 {
		return fmt.Errorf("a segment is neither in the archive, which has %x, nor in the log, which has %x", kept, live)
	}
	return restoredAlike(files, backup)
}

// restoredAlike restores a backup with the archive alone, and with the log, too, up to the same transaction, and compares.
func restoredAlike(files *memfs.FS, backup []byte) error {
	alone, tx, err := restoredDigest(files, "/home/archive alone", zerodb.RestoreOptions{Backup: bytes.NewReader(backup), ArchivePath: archivePath})
	if err != nil {
		return fmt.Errorf("restore from the archive alone: %w", err)
	}
	both, _, err := restoredDigest(files, "/home/archive and log", zerodb.RestoreOptions{Backup: bytes.NewReader(backup), ArchivePath: archivePath, LogPath: databasePath, ToTx: tx})
	if err != nil {
		return fmt.Errorf("restore from archive and log up to transaction %d, the last of the archive alone: %w", tx, err)
	}
	if alone != both {
		return fmt.Errorf("the archive alone has %x in transaction %d, with the log %x", alone, tx, both)
	}
	return nil
}

// restoredDigest restores a database and returns a sum of its content, and the transaction that it has come to.
func restoredDigest(files *memfs.FS, name string, from zerodb.RestoreOptions) (sum, tx uint64, err error) {
	options := smallOptions(files)
	report, err := zerodb.Restore(tContext(), name, options, from)
	if err = errors.Join(err, report.LogDamage); err != nil {
		return 0, 0, err
	}
	db, err := zerodb.Open(name, options)
	if err != nil {
		return 0, 0, err
	}
	err = db.View(func(tx *zerodb.Tx) (err error) {
		sum, err = digestOf(tx)
		return err
	})
	return sum, report.Tx, errors.Join(err, db.Close())
}

// archivedUpToCheckpoint checks, right after a checkpoint, that nothing of the log has stayed that could be given up to the archive: no segment that ends before the checkpoint, unless LogKeepBytes keeps some.
func (r *telling) archivedUpToCheckpoint() error {
	live, err := segmentsIn(r.files, logFolder)
	if err != nil || len(live) < 3 || r.options.LogKeepBytes > 0 {
		return err
	}
	second, err := beginningOf(r.files, live[1])
	if err != nil {
		return err
	}
	// The checkpoint lies in the last segment or in the one before it: what follows it is a note.
	needed, err := beginningOf(r.files, live[len(live)-2])
	if err == nil && second < needed {
		err = fmt.Errorf("the log has the segments %x, though it is needed from position %d on only, and the second begins at %d", live, needed, second)
	}
	return err
}

// beginningOf returns the position at which a segment of the log begins.
func beginningOf(files *memfs.FS, sequence uint64) (ids.LSN, error) {
	file, err := files.OpenReadOnly(filepath.Join(logFolder, segment.Name(segment.Live, sequence)))
	if err != nil {
		return 0, err
	}
	block := make([]byte, segment.HeaderSize)
	_, err = file.ReadAt(block, 0)
	if err = errors.Join(err, file.Close()); err != nil {
		return 0, err
	}
	head, err := segment.DecodeHeader(block)
	return head.First, err
}

// archivedSegments lists the segments in the archive of the only database that it has, ascending.
func archivedSegments(files *memfs.FS) ([]uint64, error) {
	names, err := files.ReadDir(archivePath)
	if err != nil || len(names) != 1 {
		return nil, errors.Join(err, fmt.Errorf("the archive has the folders %q", names))
	}
	return segmentsIn(files, filepath.Join(archivePath, names[0]))
}

// segmentsIn lists the segments in a folder, ascending.
func segmentsIn(files *memfs.FS, folder string) ([]uint64, error) {
	names, err := files.ReadDir(folder)
	var all []uint64
	for _, name := range names {
		if kind, sequence := segment.ParseName(name); kind == segment.Live {
			all = append(all, sequence)
		}
	}
	slices.Sort(all)
	return all, err
}
