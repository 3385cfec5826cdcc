package memfs_test

import (
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// lose makes the unsynced changes of a file undurable, as a failed sync does.
func lose(t *testing.T, file vfs.File) {
	t.Helper()
	forgetful, ok := file.(interface{ LoseUnsynced() })
	if !ok {
		t.Fatal("the file cannot lose anything")
	}
	forgetful.LoseUnsynced()
}

// TestLoseUnsynced checks that later syncs do not bring lost bytes back, that they do bring what was written since,
// in the same chunk and in others, and that the file itself goes on showing everything.
func TestLoseUnsynced(t *testing.T) {
	const chunk = 65_536
	files := recording()
	file := create(t, files, "/a", strings.Repeat("0", 10))
	must(t, file.SyncData())
	must(t, files.SyncDir("/"))
	write(t, file, 2, "lost")
	write(t, file, chunk, "lost too")
	lose(t, file)
	must(t, file.SyncData())
	durable := func() string { return content(t, image(t, files, memfs.OnlySynced, nil), "/a") }
	if got := durable(); got != "0000000000" {
		t.Errorf("after a sync that does nothing: %.20q", got)
	}
	write(t, file, 4, "new")
	must(t, file.SyncData())
	must(t, file.SyncData())
	if got := durable(); got != "0000new000" {
		t.Errorf("after a sync of a later write: %.20q", got)
	}
	write(t, file, chunk+4, "end.")
	must(t, file.SyncData())
	got := durable()
	if len(got) != chunk+8 || got[:10] != "0000new000" || strings.Trim(got[10:chunk+4], "\x00") != "" || got[chunk+4:] != "end." {
		t.Errorf("after a sync of a later write behind the end: %d bytes", len(got))
	}
	if got := content(t, files, "/a"); got[:10] != "00lonew000" || got[chunk:] != "lostend." {
		t.Errorf("the file itself: %.20q of %d bytes", got, len(got))
	}
}

// TestLoseTruncation checks that a lost truncation comes back too.
func TestLoseTruncation(t *testing.T) {
	files := recording()
	file := create(t, files, "/a", "0123456789")
	must(t, file.SyncData())
	must(t, files.SyncDir("/"))
	must(t, file.Truncate(4))
	lose(t, file)
	must(t, file.SyncData())
	if got := content(t, image(t, files, memfs.OnlySynced, nil), "/a"); got != "0123456789" {
		t.Errorf("got %q", got)
	}
}

// TestLostTruncationKeepsItsRoom checks that a file whose truncation is lost has its blocks again: writing to them needs no room.
func TestLostTruncationKeepsItsRoom(t *testing.T) {
	files := recording()
	file := create(t, files, "/a", "")
	const long, short = 64 << 10, 16 << 10
	must(t, file.Allocate(long))
	must(t, file.SyncData())
	must(t, files.SyncDir("/"))
	must(t, file.Truncate(short))
	left := image(t, files, memfs.OnlySynced, nil)
	if used := left.Used(); used != long {
		t.Errorf("%d bytes occupied, want %d", used, long)
	}
	left.SetQuota(left.Used())
	again := open(t, left, "/a")
	if _, err := again.WriteAt(make([]byte, short), long-short); err != nil {
		t.Error(err)
	}
	must(t, again.Close())
}

// TestLostRemovalKeepsItsRoom checks that a file that is gone, and that a power failure brings back, has its blocks again: a removed one and a replaced
// one, closed before or after.
func TestLostRemovalKeepsItsRoom(t *testing.T) {
	const size = 64 << 10
	remove := func(files *memfs.FS) error { return files.Remove("/a") }
	replace := func(files *memfs.FS) error { return files.Rename("/b", "/a") }
	for name, drop := range map[string]func(*memfs.FS) error{"removed": remove, "replaced": replace} {
		for _, openLonger := range []bool{false, true} {
			files := recording()
			file := create(t, files, "/a", "")
			must(t, file.Allocate(size))
			must(t, file.SyncData())
			must(t, create(t, files, "/b", "").Close())
			must(t, files.SyncDir("/"))
			if !openLonger {
				must(t, file.Close())
			}
			must(t, drop(files))
			if openLonger {
				must(t, file.Close())
			}
			if used := files.Used(); used != 0 {
				t.Errorf("%s: a file that is gone occupies %d bytes", name, used)
			}
			left := image(t, files, memfs.OnlySynced, nil)
			if used := left.Used(); used != size {
				t.Errorf("%s: the file that is back occupies %d bytes, want %d", name, used, size)
			}
			left.SetQuota(1)
			again := open(t, left, "/a")
			if _, err := again.WriteAt(make([]byte, size), 0); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			must(t, again.Close())
		}
	}
}
