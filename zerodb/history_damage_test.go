package zerodb

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestHistoryTellsOfADamagedEnd damages the last commit of a running database on the disk: it was durable, and no later record says so. History and Watch end with the damage before it, and not as if
// it had never been, nor do they wait for the next commit.
func TestHistoryTellsOfADamagedEnd(t *testing.T) {
	files := memfs.New(memfs.Options{})
	db := openTest(t, "db", smallOptions(files))
	put(t, db, "t", 0, 10)
	before, err := db.Position(t.Context())
	must(t, err)
	put(t, db, "t", 10, 20)
	put(t, db, "t", 20, 30)
	damageLog(t, files, key(25))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, loop := range map[string]func(func(Commit, error) bool){"history": db.History(ctx, before), "watch": db.Watch(ctx, before)} {
		commits := 0
		var last error
		for c, err := range loop {
			if last = err; c.Tx != 0 {
				commits++
			}
		}
		if commits != 1 || !errors.As(last, new(*CorruptionError)) {
			t.Errorf("%s: %d commits, %v", name, commits, last)
		}
	}
}

// TestHistoryBesideALostOne replaces a database by older files of itself, whose history goes on in another way over the same archive, which has segments of the history that is lost behind the end of the
// present one: reading ends at that end, a restore along it is told of no damage, and a process that only reads finds the positions of its backups. The lost history has had many short lives, the present one few
// long ones, or the other way round, so that the segments of either begin before those of the other.
func TestHistoryBesideALostOne(t *testing.T) {
	for _, lostLives := range []int{1, 14} {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := smallOptions(files)
		opts.ArchivePath = "archive"
		grow := func(from, lives, rounds int) {
			for range lives {
				db := openTest(t, "db", opts)
				for n := range rounds {
					put(t, db, "t", from+10*n, from+10*n+300)
					must(t, db.Checkpoint(t.Context()))
				}
				closeTest(t, db)
			}
		}
		grow(0, 1, 6)
		db := openTest(t, "db", opts)
		stream, _ := takeBackup(t, db)
		closeTest(t, db)
		older := leftBy(t, files, memfs.Everything)
		grow(5000, lostLives, 14/lostLives)
		must(t, removeTree(files, "db"))
		copyTree(t, older, files, "db")
		grow(7000, 1, 5)
		db = openTest(t, "db", opts)
		put(t, db, "t", 8000, 8400)
		want, err := content(db)
		must(t, err)
		own, err := db.Position(t.Context())
		must(t, err)
		reader := openReader(t, "db", opts)
		info, readersStream := backupBy(t, reader)
		if info.Position.epoch != own.epoch || info.Position.log.Segment != own.log.Segment {
			t.Errorf("%d lives: the backup of a reader stands at %+v, the database at %+v", lostLives, info.Position, own)
		}
		must(t, reader.Close())
		closeTest(t, db)
		last := uint64(0)
		for c, err := range ReadHistory(t.Context(), HistorySource{FS: files, Path: "db", ArchivePath: "archive"}, Position{}) {
			if err != nil {
				t.Errorf("%d lives: %v", lostLives, err)
				break
			}
			last = c.Tx
		}
		if last != own.Tx {
			t.Errorf("%d lives: the history ends with transaction %d, want %d", lostLives, last, own.Tx)
		}
		target := opts
		target.ArchivePath = ""
		for _, from := range [][]byte{stream, readersStream} {
			report, err := Restore(t.Context(), "new", target, RestoreOptions{Backup: bytes.NewReader(from), ArchivePath: "archive", LogPath: "db"})
			if err != nil || report.LogDamage != nil {
				t.Fatalf("%d lives: %+v, %v", lostLives, report, err)
			}
			made := openTest(t, "new", target)
			wantContent(t, made, want)
			closeTest(t, made)
			must(t, removeTree(files, "new"))
		}
	}
}

// copyTree copies a folder from one file system into another.
func copyTree(t *testing.T, from, to *memfs.FS, name string) {
	t.Helper()
	names, err := from.ReadDir(name)
	if err == nil {
		must(t, to.Mkdir(name, folderPermission))
		for _, inner := range names {
			copyTree(t, from, to, name+"/"+inner)
		}
		return
	}
	source, err := from.OpenReadOnly(name)
	must(t, err)
	size, err := source.Size()
	must(t, err)
	all := make([]byte, size)
	_, err = source.ReadAt(all, 0)
	must(t, errors.Join(err, source.Close()))
	target, err := to.Create(name, filePermission)
	must(t, err)
	_, err = target.WriteAt(all, 0)
	must(t, errors.Join(err, target.SyncData(), target.Close()))
}

// TestPruneLeavesNoGap lets the power fail at each step of pruning an archive: what is left is whole from some segment on, so that the history begins there.
func TestPruneLeavesNoGap(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	opts.ArchivePath = "archive"
	db := openTest(t, "db", opts)
	for n := range 12 {
		put(t, db, "t", 10*n, 10*n+300)
		must(t, db.Checkpoint(t.Context()))
	}
	keep, err := db.Position(t.Context())
	must(t, err)
	closeTest(t, db)
	before := leftBy(t, files, memfs.Everything)
	for seed := range uint64(20) {
		files := leftBy(t, before, memfs.Everything)
		random := rand.New(rand.NewPCG(seed, 7))
		files.OnOp(func(n int, op memfs.Op) {
			for _, kind := range memfs.Kinds() {
				image, err := files.CrashImage(kind, random)
				must(t, err)
				for _, err := range ReadHistory(context.Background(), HistorySource{FS: image, Path: "db", ArchivePath: "archive"}, Position{}) {
					if err != nil {
						t.Errorf("seed %d, operation %d, %v, image %v: %v", seed, n, op, kind, err)
					}
				}
			}
		})
		report, err := PruneArchive(t.Context(), "archive", Options{FS: files}, keep)
		must(t, err)
		files.OnOp(nil)
		if report.Segments < 3 {
			t.Fatalf("only %d segments were removed", report.Segments)
		}
	}
}
