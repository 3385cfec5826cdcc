package vfstest

import (
	"io/fs"
	"slices"
	"testing"
)

// folderCases are the promises about folders.
func folderCases() []testCase {
	return []testCase{
		{"mkdir takes a free name only", testMkdirTaken},
		{"mkdir makes one folder", testMkdirOne},
		{"readdir sorts", testReadDir},
		{"readdir needs a folder", testReadDirMissing},
		{"remove needs an empty folder", testRemoveFolder},
		{"rename between folders", testRenameAcross},
		{"syncdir", testSyncDir},
	}
}

// testMkdirTaken checks that a second Mkdir of a name fails.
func testMkdirTaken(t *testing.T, e env) {
	must(t, e.Mkdir(e.path("d"), folderPerm))
	fails(t, e.Mkdir(e.path("d"), folderPerm), fs.ErrExist)
	info, err := e.Stat(e.path("d"))
	must(t, err)
	equal(t, "mode", info.Mode, folderPerm|fs.ModeDir)
}

// testMkdirOne checks that parents are not made.
func testMkdirOne(t *testing.T, e env) {
	fails(t, e.Mkdir(e.path("none/d"), folderPerm), fs.ErrNotExist)
}

// testReadDir checks that files and folders are listed in the order of their names.
func testReadDir(t *testing.T, e env) {
	for _, name := range []string{"c", "a", "d"} {
		e.create(t, name)
	}
	must(t, e.Mkdir(e.path("b"), folderPerm))
	names, err := e.ReadDir(e.dir)
	must(t, err)
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	names, err = e.ReadDir(e.path("b"))
	must(t, err)
	equal(t, "names in an empty folder", len(names), 0)
}

// testReadDirMissing checks that a missing folder and a file are errors.
func testReadDirMissing(t *testing.T, e env) {
	_, err := e.ReadDir(e.path("d"))
	fails(t, err, fs.ErrNotExist)
	e.create(t, "a")
	if _, err := e.ReadDir(e.path("a")); err == nil {
		t.Errorf("a file was listed as a folder")
	}
}

// testRemoveFolder checks that content is never removed with its folder.
func testRemoveFolder(t *testing.T, e env) {
	must(t, e.Mkdir(e.path("d"), folderPerm))
	must(t, e.create(t, "d/a").Close())
	if e.Remove(e.path("d")) == nil {
		t.Fatal("a folder with a file in it was removed")
	}
	must(t, e.Remove(e.path("d/a")))
	must(t, e.Remove(e.path("d")))
}

// testRenameAcross checks that a file moves between folders.
func testRenameAcross(t *testing.T, e env) {
	must(t, e.Mkdir(e.path("d"), folderPerm))
	must(t, e.createWith(t, "a", "content").Close())
	must(t, e.Rename(e.path("a"), e.path("d/b")))
	equal(t, "content", e.content(t, "d/b"), "content")
	names, err := e.ReadDir(e.dir)
	must(t, err)
	equal(t, "names left", len(names), 1)
}

// testSyncDir checks that SyncDir accepts a folder and nothing else.
func testSyncDir(t *testing.T, e env) {
	e.create(t, "a")
	must(t, e.SyncDir(e.dir))
	fails(t, e.SyncDir(e.path("none")), fs.ErrNotExist)
}
