package dbcmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// guideStates are the folders in which the examples of the guide are run: "demo" is a database with users and orders, "shop" one with an
// archive, a backup, and a table that somebody has dropped. Each returns the number of the page that is damaged, or of the last transaction before
// the mistake.
func guideStates() map[string]func(*testing.T) int64 {
	return map[string]func(*testing.T) int64{
		"demo": makeDemo,
		"demo with a damaged leaf": func(t *testing.T) int64 {
			makeDemo(t)
			leaf := leafOf(t, "demo", "user-02000")
			damagePage(t, "demo", leaf)
			return leaf
		},
		"demo with a damaged root": func(t *testing.T) int64 {
			makeDemo(t)
			root := branchOf(t, "demo", "order-")
			damagePage(t, "demo", root)
			return root
		},
		"demo with a damaged free set": func(t *testing.T) int64 {
			makeDemo(t)
			db := openDemo(t, "demo", "")
			must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("users") }))
			must(t, db.Close())
			set := freeSetOf(t, "demo")
			damagePage(t, "demo", set)
			return set
		},
		"demo without meta pages": func(t *testing.T) int64 {
			makeDemo(t)
			overwriteFile(t, filepath.Join("demo", "data"), 0, make([]byte, 8192))
			return 0
		},
		"shop": makeShop,
	}
}

// openDemo opens or makes a database with small segments.
func openDemo(t *testing.T, path, archive string) *zerodb.DB {
	t.Helper()
	options := zerodb.Options{LogSegmentSize: 1 << 20, LogKeepBytes: 16 << 20, CheckpointInterval: -1}
	if archive != "" {
		options = zerodb.Options{LogSegmentSize: 64 << 10, CheckpointInterval: -1, ArchivePath: archive}
	}
	db, err := zerodb.Open(path, options)
	must(t, err)
	return db
}

// makeDemo makes the database "demo", which is not damaged.
func makeDemo(t *testing.T) int64 {
	t.Helper()
	db := openDemo(t, "demo", "")
	must(t, db.Update(func(tx *zerodb.Tx) error {
		return errors.Join(fillTable(tx, "users", "user", 4000, 83), fillTable(tx, "orders", "order", 500, 5))
	}))
	must(t, db.Close())
	return 0
}

// fillTable makes a table of so many entries.
func fillTable(tx *zerodb.Tx, table, key string, entries, bytes int) error {
	t, err := tx.CreateTable(table, zerodb.TableOptions{})
	for i := 0; i < entries && err == nil; i++ {
		err = t.Put(fmt.Appendf(nil, "%s-%05d", key, i), make([]byte, bytes))
	}
	return err
}

// makeShop makes the database "shop" with its "archive" and "shop.backup". "shop.broken" is the folder as a crash has left it; in "shop.hurt" its log is
// damaged, and in "archive.hurt" the archive.
func makeShop(t *testing.T) int64 {
	t.Helper()
	db := openDemo(t, "shop", "archive")
	must(t, db.Update(func(tx *zerodb.Tx) error { return fillTable(tx, "users", "user", 500, 30) }))
	wantRun(t, 0, nil, "backup", "shop", "-o", "shop.backup")
	for i := range 400 {
		if i == 200 {
			must(t, db.Checkpoint(t.Context()))
		}
		must(t, db.Update(func(tx *zerodb.Tx) error {
			table, err := tx.Table("users")
			if err != nil {
				return err
			}
			return table.Put(fmt.Appendf(nil, "user-%05d", i), make([]byte, 800))
		}))
	}
	at, err := db.Position(t.Context())
	must(t, err)
	must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("users") }))
	must(t, db.Update(func(tx *zerodb.Tx) error { return fillTable(tx, "users", "", 0, 0) }))
	copyFolder(t, "shop.broken", "shop")
	copyFolder(t, "shop.hurt", "shop")
	must(t, db.Close())
	copyFolder(t, "archive.hurt", "archive")
	hurt(t, "shop.hurt/wal/*.log")
	hurt(t, "archive.hurt/*/*")
	return int64(at.Tx)
}

// copyFolder copies a folder, anew where a file got another name meanwhile: an open database makes segments in reserve beside its work.
func copyFolder(t *testing.T, to, from string) {
	t.Helper()
	const attempts = 100
	var err error
	for range attempts {
		must(t, os.RemoveAll(to))
		if err = os.CopyFS(to, os.DirFS(from)); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	must(t, err)
}

// hurt overwrites four bytes in the middle of the last but one of the files that match a pattern.
func hurt(t *testing.T, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	must(t, err)
	if len(files) < 2 {
		t.Fatalf("%s: only %q", pattern, files)
	}
	overwriteFile(t, files[len(files)-2], 30_000, []byte("hurt"))
}

// overwriteFile writes bytes into a file.
func overwriteFile(t *testing.T, name string, offset int64, b []byte) {
	t.Helper()
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	must(t, err)
	_, err = file.WriteAt(b, offset)
	must(t, errors.Join(err, file.Close()))
}

// branchOf returns the number of a branch page that leads to keys with the prefix.
func branchOf(t *testing.T, path, prefix string) int64 {
	t.Helper()
	i, err := zerodb.Inspect(path, zerodb.Options{})
	must(t, err)
	defer func() { must(t, i.Close()) }()
	for n := range i.Pages() {
		p, err := i.Page(n)
		must(t, err)
		for _, e := range p.Entries {
			if p.Kind == "branch" && len(e.Key) >= len(prefix) && string(e.Key[:len(prefix)]) == prefix {
				return int64(n)
			}
		}
	}
	t.Fatalf("no branch with %q", prefix)
	return 0
}
