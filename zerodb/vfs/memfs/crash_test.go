package memfs_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestOnlySynced checks what exactly is durable after which sync: each case makes some operations and names the
// content of files in the image that has nothing else. The file "base" is durable with the content "old".
func TestOnlySynced(t *testing.T) {
	cases := []struct {
		name string
		run  func(t *testing.T, files *memfs.FS)
		want map[string]string
	}{
		{"nothing", func(*testing.T, *memfs.FS) {}, map[string]string{"/base": "old"}},
		{"a name without its content", func(t *testing.T, files *memfs.FS) {
			create(t, files, "/a", "new")
			must(t, files.SyncDir("/"))
		}, map[string]string{"/a": ""}},
		{"content without its name", func(t *testing.T, files *memfs.FS) {
			must(t, create(t, files, "/a", "new").SyncData())
		}, map[string]string{"/a": missing}},
		{"both", func(t *testing.T, files *memfs.FS) {
			must(t, create(t, files, "/a", "new").SyncData())
			must(t, files.SyncDir("/"))
		}, map[string]string{"/a": "new"}},
		{"a write", func(t *testing.T, files *memfs.FS) {
			write(t, open(t, files, "/base"), 1, "xyz")
		}, map[string]string{"/base": "old"}},
		{"a synced write and another", func(t *testing.T, files *memfs.FS) {
			file := open(t, files, "/base")
			write(t, file, 1, "xyz")
			must(t, file.SyncData())
			write(t, file, 0, "!!")
		}, map[string]string{"/base": "oxyz"}},
		{"a truncation", func(t *testing.T, files *memfs.FS) {
			must(t, open(t, files, "/base").Truncate(1))
		}, map[string]string{"/base": "old"}},
		{"a synced truncation", func(t *testing.T, files *memfs.FS) {
			file := open(t, files, "/base")
			must(t, file.Truncate(1))
			must(t, file.SyncData())
		}, map[string]string{"/base": "o"}},
		{"an allocation", func(t *testing.T, files *memfs.FS) {
			must(t, open(t, files, "/base").Allocate(5))
		}, map[string]string{"/base": "old"}},
		{"a removal", func(t *testing.T, files *memfs.FS) {
			must(t, files.Remove("/base"))
		}, map[string]string{"/base": "old"}},
		{"a synced removal", func(t *testing.T, files *memfs.FS) {
			must(t, files.Remove("/base"))
			must(t, files.SyncDir("/"))
		}, map[string]string{"/base": missing}},
		{"a replacement", func(t *testing.T, files *memfs.FS) {
			must(t, create(t, files, "/a", "new").SyncData())
			must(t, files.Rename("/a", "/base"))
		}, map[string]string{"/base": "old", "/a": missing}},
		{"a synced replacement", func(t *testing.T, files *memfs.FS) {
			must(t, create(t, files, "/a", "new").SyncData())
			must(t, files.Rename("/a", "/base"))
			must(t, files.SyncDir("/"))
		}, map[string]string{"/base": "new", "/a": missing}},
		{"a replacement by what was not synced", func(t *testing.T, files *memfs.FS) {
			create(t, files, "/a", "new")
			must(t, files.Rename("/a", "/base"))
			must(t, files.SyncDir("/"))
		}, map[string]string{"/base": ""}},
		{"a folder of which only the inside was synced", func(t *testing.T, files *memfs.FS) {
			must(t, files.Mkdir("/d", 0o700))
			must(t, create(t, files, "/d/a", "new").SyncData())
			must(t, files.SyncDir("/d"))
		}, map[string]string{"/d/a": missing}},
		{"a rename between folders, synced at its target", func(t *testing.T, files *memfs.FS) {
			must(t, files.Mkdir("/d", 0o700))
			must(t, files.Rename("/base", "/d/base"))
			must(t, files.SyncDir("/d"))
		}, map[string]string{"/d/base": "old", "/base": missing}},
		{"a lock's file", func(t *testing.T, files *memfs.FS) {
			_, err := files.Lock("/lock", 0o600)
			must(t, err)
			must(t, files.SyncDir("/"))
		}, map[string]string{"/lock": ""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := recording()
			must(t, create(t, files, "/base", "old").SyncData())
			must(t, files.SyncDir("/"))
			c.run(t, files)
			found := image(t, files, memfs.OnlySynced, nil)
			again := image(t, found, memfs.OnlySynced, nil)
			for name, want := range c.want {
				if got := content(t, found, name); got != want {
					t.Errorf("%s: got %q, want %q", name, got, want)
				}
				if got := content(t, again, name); got != want {
					t.Errorf("%s in the image of the image: got %q, want %q", name, got, want)
				}
			}
		})
	}
}

// TestImageIsIndependent checks, with a file of several chunks, that neither side's later changes reach the other,
// also where they share memory, and that a lock does not outlive the crash.
func TestImageIsIndependent(t *testing.T) {
	const length = 200_000
	files := recording()
	old := strings.Repeat("a", length)
	file := create(t, files, "/a", old)
	_, err := files.Lock("/lock", 0o600)
	must(t, err)
	first := image(t, files, memfs.Everything, nil)
	second := image(t, files, memfs.Everything, nil)
	third := image(t, first, memfs.Everything, nil)
	write(t, file, 70_000, "original")
	write(t, open(t, first, "/a"), 10, "first")
	must(t, open(t, second, "/a").Truncate(5))
	must(t, file.Truncate(80_000))
	want := map[*memfs.FS]string{
		files:  old[:70_000] + "original" + old[:80_000-70_008],
		first:  old[:10] + "first" + old[15:],
		second: old[:5],
		third:  old,
	}
	for side, wanted := range want {
		if got := content(t, side, "/a"); got != wanted {
			t.Errorf("wrong content of length %d", len(got))
		}
	}
	held, err := first.Lock("/lock", 0o600)
	must(t, err)
	must(t, held.Close())
}

// TestImageErrors checks that images that cannot be taken are refused.
func TestImageErrors(t *testing.T) {
	if _, err := memfs.New(memfs.Options{}).CrashImage(memfs.Everything, nil); !errors.Is(err, memfs.ErrNoCrashImages) {
		t.Errorf("without recording: %v", err)
	}
	for _, kind := range []memfs.Kind{0, -1, memfs.TornHeads + 1, memfs.RandomSubset} {
		if _, err := recording().CrashImage(kind, nil); !errors.Is(err, memfs.ErrKind) {
			t.Errorf("%v: %v", kind, err)
		}
	}
}

// TestStaleLength checks that the kind keeps writes inside the durable length and nothing behind it.
func TestStaleLength(t *testing.T) {
	files := recording()
	file := create(t, files, "/a", "12345")
	must(t, file.SyncData())
	write(t, file, 3, "abcd")
	if got := content(t, image(t, files, memfs.StaleLength, nil), "/a"); got != "123ab" {
		t.Errorf("longer file: got %q", got)
	}
	must(t, file.Truncate(1))
	grown := image(t, files, memfs.StaleLength, nil)
	must(t, open(t, grown, "/a").Truncate(8))
	if got := content(t, grown, "/a"); got != "123ab\x00\x00\x00" {
		t.Errorf("cut file: got %q", got)
	}
}

// TestCrashWithinVector checks that a power failure can keep any of the parts of a write, whatever their order, that each part is an operation, and that a part
// without room leaves those before it.
func TestCrashWithinVector(t *testing.T) {
	files := recording()
	file := create(t, files, "/a", "........")
	must(t, file.SyncData())
	must(t, files.SyncDir("/"))
	var between []string
	files.OnOp(func(int, memfs.Op) {
		between = append(between, content(t, image(t, files, memfs.Everything, nil), "/a"))
	})
	must(t, file.(vfs.VectorWriter).WriteVectorAt([][]byte{[]byte("ab"), nil, []byte("c"), []byte("de")}, 1))
	files.OnOp(nil)
	if got := strings.Join(between, " "); got != ".ab..... .abc.... .abcde.." {
		t.Errorf("states between the parts: %s", got)
	}
	seen := map[string]bool{}
	for i := range uint64(200) {
		seen[content(t, image(t, files, memfs.RandomSubset, seeded(i)), "/a")] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d subsets of three parts: %v", len(seen), seen)
	}
	files.SetQuota(files.Used())
	const block = 4096
	parts := [][]byte{[]byte("xyz"), make([]byte, block)}
	if err := file.(vfs.VectorWriter).WriteVectorAt(parts, 0); !errors.Is(err, vfs.ErrNoSpace) {
		t.Errorf("error %v", err)
	}
	if got := content(t, files, "/a"); got != "xyzcde.." {
		t.Errorf("after a part without room: %q", got)
	}
}
