package memfs_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestOnOp checks that each operation that does something is told once, in order, after it was done, and that those
// that fail or do nothing are not; also that an image can be taken from within.
func TestOnOp(t *testing.T) {
	files := recording()
	var told []string
	files.OnOp(func(n int, op memfs.Op) {
		told = append(told, fmt.Sprintf("%d %s %s%s %d+%d", n, op.Kind, op.Name, op.NewName, op.Offset, op.Length))
		image(t, files, memfs.Everything, nil)
	})
	must(t, files.Mkdir("/d", 0o700))
	file, err := files.Create("/d/a", 0o600)
	must(t, err)
	write(t, file, 3, "content")
	write(t, file, 3, "")
	must(t, file.Truncate(5))
	must(t, file.Allocate(9))
	must(t, file.Allocate(8))
	must(t, file.SyncData())
	must(t, files.Rename("/d/a", "/d/b"))
	must(t, files.SyncDir("/d"))
	if files.Remove("/d") == nil {
		t.Error("a folder with a file in it was removed")
	}
	must(t, files.Remove("/d/b"))
	held, err := files.Lock("/lock", 0o600)
	must(t, err)
	must(t, held.Close())
	files.OnOp(nil)
	must(t, files.SyncDir("/"))
	want := []string{
		"1 mkdir /d 0+0", "2 create /d/a 0+0", "3 write /d/a 3+7", "4 truncate /d/a 0+5", "5 allocate /d/a 0+9",
		"6 syncdata /d/a 0+0", "7 rename /d/a/d/b 0+0", "8 syncdir /d 0+0", "9 remove /d/b 0+0", "10 create /lock 0+0",
	}
	if !slices.Equal(told, want) {
		t.Errorf("got %q", told)
	}
	if files.Ops() != len(want)+1 {
		t.Errorf("counted %d operations", files.Ops())
	}
}

// TestQuota checks that space is charged by block where bytes are, that a full disk refuses a change as a whole, and
// that what Allocate has reserved can be written however full the disk is.
func TestQuota(t *testing.T) {
	const block, quota = 4096, 10 * 4096
	files := memfs.New(memfs.Options{QuotaBytes: quota, CrashImages: true})
	file := create(t, files, "/a", "1")
	must(t, file.Truncate(100*block))
	must(t, file.Truncate(1))
	must(t, file.Allocate(4*block))
	checkUsed(t, files, 4*block)
	other := create(t, files, "/b", "1")
	_, err := other.WriteAt(make([]byte, 6*block), 1)
	checkNoSpace(t, err)
	checkNoSpace(t, other.Allocate(7*block))
	if got := content(t, files, "/b"); got != "1" {
		t.Errorf("a refused change has left %d bytes", len(got))
	}
	must(t, other.Allocate(6*block))
	write(t, file, 3*block, "fits")
	checkNoSpace(t, file.Allocate(5*block))
	checkUsed(t, image(t, files, memfs.Everything, nil), quota)
	must(t, files.Remove("/b"))
	checkUsed(t, files, quota)
	must(t, other.Close())
	checkUsed(t, files, 4*block)
	files.SetQuota(block)
	checkNoSpace(t, file.Allocate(5*block))
	must(t, file.Truncate(0))
	checkUsed(t, files, 0)
}

// checkUsed checks the space that all files occupy.
func checkUsed(t *testing.T, files *memfs.FS, want int64) {
	t.Helper()
	if got := files.Used(); got != want {
		t.Errorf("%d bytes used, want %d", got, want)
	}
}

// checkNoSpace checks that an error is the one for a full disk.
func checkNoSpace(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, vfs.ErrNoSpace) {
		t.Errorf("got %v, want no space", err)
	}
}

// TestHugeFiles checks that lengths that memory could not hold are refused, or cost nothing where nothing is written.
func TestHugeFiles(t *testing.T) {
	const terabyte = 1 << 40
	file := create(t, memfs.New(memfs.Options{}), "/a", "1")
	must(t, file.Truncate(terabyte))
	b := []byte{1}
	if _, err := file.ReadAt(b, terabyte-1); err != nil || b[0] != 0 {
		t.Errorf("end of a sparse file: %v, error %v", b, err)
	}
	must(t, file.Truncate(0))
	const beyond = 1<<63 - 1
	checkNoSpace(t, file.Truncate(terabyte+1))
	checkNoSpace(t, file.Allocate(beyond))
	_, err := file.WriteAt(b, beyond)
	checkNoSpace(t, err)
}

// TestPaths checks that a path cannot leave the root or lead through a file, and that its form does not matter.
func TestPaths(t *testing.T) {
	files := memfs.New(memfs.Options{})
	must(t, files.Mkdir("d", 0o700))
	create(t, files, "/d/../d//a", "1")
	if got := content(t, files, "d/a"); got != "1" {
		t.Errorf("got %q", got)
	}
	for _, name := range []string{"../a", "..", "/d/a/b", "", "/"} {
		if _, err := files.Create(name, 0o600); err == nil {
			t.Errorf("created %q", name)
		}
	}
	must(t, files.Mkdir("/d/e", 0o700))
	for _, target := range []string{"/d/e/f", "/d/e", "/d/a"} {
		if files.Rename("/d", target) == nil {
			t.Errorf("a folder was moved to %q", target)
		}
	}
}
