package dbcmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// archived makes a database with an archive, and a backup in the middle of its history.
func archived(t *testing.T) (path, archive, backup string) {
	t.Helper()
	dir := t.TempDir()
	path, archive, backup = filepath.Join(dir, "db"), filepath.Join(dir, "archive"), filepath.Join(dir, "backup")
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10, CheckpointLogBytes: 64 << 10, ArchivePath: archive})
	must(t, err)
	for i := range 30 {
		must(t, db.Update(func(tx *zerodb.Tx) error {
			table, err := tx.CreateTable("t", zerodb.TableOptions{})
			if err != nil {
				return err
			}
			return table.Put(fmt.Append(nil, i), make([]byte, 20_000))
		}))
		if i%5 == 4 {
			must(t, db.Checkpoint(t.Context()))
		}
		if i == 15 {
			must(t, toOutput(backup, nil, func(w io.Writer) error {
				_, err := db.Backup(t.Context(), w, zerodb.BackupOptions{})
				return err
			}))
		}
	}
	must(t, db.Close())
	return path, archive, backup
}

// TestArchive makes sure that a whole archive passes, that a damaged and a missing segment do not, and that pruning leaves what restoring
// needs and removes the rest.
func TestArchive(t *testing.T) {
	path, archive, backup := archived(t)
	wantRun(t, 0, []string{"intact", "30 with"}, "archive", "verify", archive, "--log", path)
	wantRun(t, 0, []string{"14 with"}, "archive", "verify", archive, "--log", path, "--backup", backup)
	wantRun(t, tool.Usage, nil, "archive", "prune", archive)
	wantRun(t, 0, []string{"removed ", "are left"}, "archive", "prune", archive, "--before", backup)
	wantRun(t, 0, []string{"removed 0 segments"}, "archive", "prune", archive, "--before", backup)
	wantRun(t, 0, []string{"intact", "14 with"}, "archive", "verify", archive, "--log", path, "--backup", backup)
	wantRun(t, 0, []string{"14 transactions"}, "restore", backup, path+".new", "--archive", archive, "--log", path)
	segments, err := filepath.Glob(filepath.Join(archive, "*", "*"))
	must(t, err)
	if len(segments) < 3 {
		t.Fatalf("%d segments", len(segments))
	}
	b, err := os.ReadFile(segments[1])
	must(t, err)
	b[len(b)/2] ^= 1
	must(t, os.WriteFile(segments[1], b, 0o600))
	wantRun(t, tool.Damaged, []string{"intact up to there"}, "archive", "verify", archive, "--backup", backup)
	must(t, os.Remove(segments[1]))
	wantRun(t, tool.Damaged, nil, "archive", "verify", archive, "--log", path, "--backup", backup)
	must(t, os.WriteFile(backup, b, 0o600))
	wantRun(t, tool.Damaged, []string{"nothing was removed"}, "archive", "prune", archive, "--before", backup)
}

// TestCompactInPlace makes sure that a database becomes smaller where it is, and that one in use is left alone.
func TestCompactInPlace(t *testing.T) {
	path := sample(t)
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10})
	must(t, err)
	must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("people") }))
	wantRun(t, tool.InUse, nil, "compact", path, "--in-place")
	wantRun(t, 0, []string{"drop table"}, "history", path, "--keys")
	must(t, db.Close())
	before := dataSize(path)
	wantRun(t, 0, nil, "compact", path, "--in-place")
	if after := dataSize(path); after >= before {
		t.Errorf("%d bytes, before %d", after, before)
	}
	wantRun(t, 0, []string{"sound"}, "check", path)
	wantRun(t, tool.Usage, nil, "compact", path)
	wantRun(t, tool.Usage, nil, "compact", path, "--in-place", "--output", "x")
}
