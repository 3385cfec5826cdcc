package zerodb

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// PruneReport tells what PruneArchive has removed.
type PruneReport struct {
	// Segments is how many files were removed, Bytes how long they were together in bytes, Left how many the archive still has.
	Segments, Left int
	Bytes          int64
}

// PruneArchive removes the archived log that nobody needs who keeps to a position: usually that of the oldest full backup that is kept
// (BackupInfo.Position). Afterwards restoring, History and Watch work from that position on, and not before it. It may run while
// the database is open. An interruption, or the end of ctx, leaves an archive that is whole from some segment on. Of opts only FS
// counts.
//
// Errors: ErrPositionMalformed for the zero Position; ErrPositionForeign for one of a history that the database has lost, because its files were replaced by older ones, as far as the archive shows it;
// *CorruptionError where the archive is damaged at the position; one that wraps ctx.Err(), and the file system's, as where there is no archive of that database. The
// report tells what was removed by then.
func PruneArchive(ctx context.Context, archivePath string, opts Options, keep Position) (PruneReport, error) {
	if keep.IsZero() {
		return PruneReport{}, fmt.Errorf("zerodb: prune %s: %w: it stands before everything", archivePath, ErrPositionMalformed)
	}
	source := logSource{fs: opts.withDefaults().FS, archive: archivePath, identity: keep.identity}
	done, err := wal.Prune(ctx, source.options(), keep.log)
	report := PruneReport{Segments: done.Segments, Left: done.Left, Bytes: done.Bytes}
	if err != nil {
		return report, fmt.Errorf("zerodb: prune %s: %w", archivePath, historyError(err))
	}
	return report, nil
}
