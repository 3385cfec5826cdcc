package dbcmd

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// TestBackupAndRestore makes sure that a backup to a file or a pipe, compressed or not, restores to the same content, that damaged
// and cut backups are refused, and that nothing half-done looks complete.
func TestBackupAndRestore(t *testing.T) {
	path, dir := sample(t), t.TempDir()
	file, plain := filepath.Join(dir, "b.zst"), filepath.Join(dir, "b")
	wantRun(t, 0, []string{"backup complete", "2 tables, 1000 entries"}, "backup", path, "-o", file)
	wantRun(t, 0, nil, "backup", path, "-o", plain, "--plain", "--rate", "1g")
	wantRun(t, tool.Failed, []string{"exists"}, "backup", path, "-o", file)
	wantRun(t, tool.Usage, nil, "backup", path)
	wantRun(t, tool.Usage, nil, "backup", path, "-o", "x", "--rate", "fast")
	piped, code := run(t, "backup", path, "-o", "-")
	if code != 0 {
		t.Fatal(code)
	}
	if out, code := runWith(t, []byte(piped), "backup", "verify", "-"); code != 0 || !strings.Contains(out, "intact") {
		t.Fatalf("verify of a pipe: %d %s", code, out)
	}
	want := wantRun(t, 0, nil, "dump", path)
	for i, from := range []string{file, plain} {
		target := filepath.Join(dir, fmt.Sprint("restored", i))
		wantRun(t, 0, []string{"1000 entries"}, "restore", from, target)
		wantRun(t, 0, []string{"sound"}, "check", target)
		if got := wantRun(t, 0, nil, "dump", target); got != want {
			t.Error("restored content differs")
		}
		wantRun(t, tool.Failed, nil, "restore", from, target)
		b, err := os.ReadFile(from)
		must(t, err)
		broken := from + ".broken"
		for _, damaged := range [][]byte{b[:len(b)/2], b[:len(b)-1], append(append([]byte(nil), b[:len(b)/2]...), b[len(b)/2+1:]...)} {
			must(t, os.WriteFile(broken, damaged, 0o600))
			wantRun(t, tool.Damaged, nil, "backup", "verify", broken)
			wantRun(t, tool.Damaged, nil, "restore", broken, target+"x")
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, name := range names {
		if strings.Contains(name, "incomplete") || strings.Contains(name, "restoring") {
			t.Errorf("%s is left behind", name)
		}
	}
	wantRun(t, 0, nil, "compact", path, "-o", filepath.Join(dir, "compact"))
	wantRun(t, 0, []string{"sound"}, "check", filepath.Join(dir, "compact"))
}

// TestPointInTime makes sure that history lists transactions with their tables and keys, filtered, also from the archive alone, and that
// restore brings back the moment before a mistake.
func TestPointInTime(t *testing.T) {
	dir := t.TempDir()
	path, archive := filepath.Join(dir, "db"), filepath.Join(dir, "archive")
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10, CheckpointLogBytes: 64 << 10, ArchivePath: archive})
	must(t, err)
	write := func(table, key string) {
		must(t, db.Update(func(tx *zerodb.Tx) error {
			t, err := tx.CreateTable(table, zerodb.TableOptions{})
			if err != nil {
				return err
			}
			return t.Put([]byte(key), make([]byte, 3000))
		}))
	}
	write("users", "alice")
	file := filepath.Join(dir, "backup")
	must(t, toOutput(file, nil, func(w io.Writer) error {
		_, err := db.Backup(t.Context(), w, zerodb.BackupOptions{})
		return err
	}))
	for i := range 20 {
		write("orders", fmt.Sprint(i))
		must(t, db.Checkpoint(t.Context()))
	}
	must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("users") }))
	wantRun(t, 0, []string{"orders", "users"}, "history", path, "--archive", archive)
	must(t, db.Close())
	out := wantRun(t, 0, []string{"drop table"}, "history", path, "--archive", archive, "--table", "users", "--keys", "--json")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var last commitFacts
	must(t, json.Unmarshal([]byte(lines[len(lines)-1]), &last))
	if len(lines) != 2 || last.Keys[0].Change != "drop table" {
		t.Fatalf("%s", out)
	}
	wantRun(t, 0, []string{`put orders: "7"`}, "history", "--archive", archive, "--key-prefix", "7", "--keys")
	wantRun(t, tool.Usage, nil, "history")
	target := filepath.Join(dir, "before")
	wantRun(t, 0, []string{"20 transactions"}, "restore", file, target, "--archive", archive, "--log", path, "--to-tx", fmt.Sprint(last.Tx-1))
	wantRun(t, 0, []string{"alice", "orders"}, "dump", target)
	wantRun(t, tool.NotFound, nil, "restore", file, target+"2", "--archive", archive, "--log", path, "--to-tx", "999999")
	wantRun(t, tool.Usage, nil, "restore", file, target+"3", "--to-tx", "9")
}
