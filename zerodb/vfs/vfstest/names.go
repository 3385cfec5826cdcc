package vfstest

import (
	"io/fs"
	"testing"
)

// nameCases are the promises about the names of files.
func nameCases() []testCase {
	return []testCase{
		{"create takes a free name only", testCreateTaken},
		{"create needs the folder", testCreateNoFolder},
		{"open needs the file", testOpenMissing},
		{"a folder is no file", testOpenFolder},
		{"stat reports length and mode", testStat},
		{"rename moves", testRename},
		{"rename replaces", testRenameReplaces},
		{"rename needs the source", testRenameMissing},
		{"remove deletes", testRemove},
		{"remove needs the file", testRemoveMissing},
		{"an open file can be renamed", testRenameOpen},
	}
}

// testCreateTaken checks that Create never opens what exists: a second call must fail and leave the content.
func testCreateTaken(t *testing.T, e env) {
	e.createWith(t, "a", "first")
	_, err := e.Create(e.path("a"), filePerm)
	fails(t, err, fs.ErrExist)
	equal(t, "content", e.content(t, "a"), "first")
}

// testCreateNoFolder checks that missing folders are reported and not made.
func testCreateNoFolder(t *testing.T, e env) {
	_, err := e.Create(e.path("none/a"), filePerm)
	fails(t, err, fs.ErrNotExist)
}

// testOpenMissing checks that neither way of opening makes a file.
func testOpenMissing(t *testing.T, e env) {
	_, err := e.Open(e.path("a"))
	fails(t, err, fs.ErrNotExist)
	_, err = e.OpenReadOnly(e.path("a"))
	fails(t, err, fs.ErrNotExist)
	_, err = e.Stat(e.path("a"))
	fails(t, err, fs.ErrNotExist)
}

// testOpenFolder checks that a folder cannot be opened as a file.
func testOpenFolder(t *testing.T, e env) {
	if file, err := e.OpenReadOnly(e.dir); err == nil {
		t.Errorf("a folder was opened as a file")
		must(t, file.Close())
	}
}

// testStat checks what Stat says of a file and of a folder.
func testStat(t *testing.T, e env) {
	e.createWith(t, "a", "12345")
	info, err := e.Stat(e.path("a"))
	must(t, err)
	equal(t, "size", info.Size, 5)
	equal(t, "mode", info.Mode, filePerm)
	info, err = e.Stat(e.dir)
	must(t, err)
	equal(t, "is a folder", info.Mode.IsDir(), true)
}

// testRename checks that a renamed file is under the new name only.
func testRename(t *testing.T, e env) {
	must(t, e.createWith(t, "a", "content").Close())
	must(t, e.Rename(e.path("a"), e.path("b")))
	equal(t, "content", e.content(t, "b"), "content")
	_, err := e.Stat(e.path("a"))
	fails(t, err, fs.ErrNotExist)
}

// testRenameReplaces checks that the target's old content is gone.
func testRenameReplaces(t *testing.T, e env) {
	must(t, e.createWith(t, "a", "new").Close())
	must(t, e.createWith(t, "b", "old and longer").Close())
	must(t, e.Rename(e.path("a"), e.path("b")))
	equal(t, "content", e.content(t, "b"), "new")
	names, err := e.ReadDir(e.dir)
	must(t, err)
	equal(t, "names", len(names), 1)
}

// testRenameMissing checks that a missing source is an error and leaves the target.
func testRenameMissing(t *testing.T, e env) {
	must(t, e.createWith(t, "b", "stays").Close())
	fails(t, e.Rename(e.path("a"), e.path("b")), fs.ErrNotExist)
	equal(t, "content", e.content(t, "b"), "stays")
}

// testRemove checks that a removed name is free again.
func testRemove(t *testing.T, e env) {
	must(t, e.createWith(t, "a", "old").Close())
	must(t, e.Remove(e.path("a")))
	_, err := e.Stat(e.path("a"))
	fails(t, err, fs.ErrNotExist)
	must(t, e.create(t, "a").Close())
	equal(t, "content", e.content(t, "a"), "")
}

// testRemoveMissing checks that removing nothing is an error.
func testRemoveMissing(t *testing.T, e env) {
	fails(t, e.Remove(e.path("a")), fs.ErrNotExist)
}

// testRenameOpen checks that a handle follows its file through a rename, as recovery needs when it renames the
// segment that it has just written.
func testRenameOpen(t *testing.T, e env) {
	file := e.createWith(t, "a", "one")
	must(t, e.Rename(e.path("a"), e.path("b")))
	write(t, file, 3, " two")
	equal(t, "content", e.content(t, "b"), "one two")
}
