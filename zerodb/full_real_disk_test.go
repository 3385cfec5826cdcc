package zerodb

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestFullRealDisk fills a real small file system, named by AEROLITH_SMALL_DISK, in each durability: transactions that find no room fail with
// ErrNoSpace and leave nothing, the database goes on once there is room, and everything acknowledged is there after closing and opening.
// Making such a file system needs rights that tests do not have; docs/proof/tools.md tells how.
func TestFullRealDisk(t *testing.T) {
	disk := os.Getenv("AEROLITH_SMALL_DISK")
	if disk == "" {
		t.Skip("AEROLITH_SMALL_DISK names no small file system")
	}
	for name, durability := range map[string]Durability{"always": DurabilityAlways, "interval": DurabilityInterval, "none": DurabilityNone} {
		t.Run(name, func(t *testing.T) {
			folder, err := os.MkdirTemp(disk, "full")
			must(t, err)
			defer func() { must(t, os.RemoveAll(folder)) }()
			opts := smallOptions(vfs.OS())
			opts.Durability, opts.GrowthStep = durability, 64*kibibyte
			fillRealDisk(t, folder, opts)
		})
	}
}

// fillRealDisk fills the file system again and again, and makes room each time.
func fillRealDisk(t *testing.T, folder string, opts Options) {
	t.Helper()
	ballast := filepath.Join(folder, "ballast")
	path := filepath.Join(folder, "db")
	db := openTest(t, path, opts)
	want, refusals := map[string]string{}, 0
	for i := range 400 {
		_ = os.WriteFile(ballast, make([]byte, 300*kibibyte), 0o600) // a full disk takes a part of it
		next := maps.Clone(want)
		err := db.Update(func(tx *Tx) error {
			tab, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			v := make([]byte, 40_000+i)
			next["t/"+string(key(i))] = string(v)
			return tab.Put(key(i), v)
		})
		if err == nil {
			want = next
			continue
		}
		if !errors.Is(err, ErrNoSpace) {
			t.Fatalf("transaction %d: %v", i, err)
		}
		if refusals++; refusals > 20 {
			break
		}
		if err := db.Checkpoint(t.Context()); err != nil && !errors.Is(err, ErrNoSpace) {
			t.Fatalf("checkpoint on a full disk: %v", err)
		}
		_ = os.Remove(ballast) // makes room, if it is there
	}
	if refusals == 0 {
		t.Fatal("the disk was never full: it must be smaller than 16 MiB")
	}
	_ = os.Remove(ballast) // makes room, if it is there
	closeTest(t, db)
	db = openTest(t, path, opts)
	got, err := content(db)
	must(t, err)
	delete(got, "t/")
	if !maps.Equal(got, want) {
		t.Fatalf("after %d refusals: %s", refusals, difference(got, want))
	}
	wantSound(t, db)
	closeTest(t, db)
	t.Logf("%d transactions refused, %d entries", refusals, len(want))
}
