package zerodb

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

// idlePath is the environment variable that makes TestIdleMemory the process that is measured.
const idlePath = "ZERODB_IDLE_PATH"

// TestIdleMemory opens a database of 100,000 entries in a process of its own, which then does nothing, and looks at how much memory that is not
// backed by a file the process has.
func TestIdleMemory(t *testing.T) {
	const limitKiB, entries = 20 << 10, 100_000
	if path := os.Getenv(idlePath); path != "" {
		db, err := Open(path, DefaultOptions())
		must(t, err)
		fmt.Printf("RssAnon=%s\n", anonymousKiB(t))
		must(t, db.Close())
		return
	}
	if runtime.GOOS != "linux" || raceFactor > 1 || testing.CoverMode() != "" {
		t.Skip("Linux tells it, and only of a program as it ships")
	}
	path := filepath.Join(t.TempDir(), "db")
	opts := DefaultOptions()
	opts.Durability = DurabilityNone
	db := openTest(t, path, opts)
	put(t, db, "t", 0, entries)
	closeTest(t, db)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestIdleMemory$")
	child.Env = append(os.Environ(), idlePath+"="+path)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	_, after, found := bytes.Cut(out, []byte("RssAnon="))
	digits, _, _ := bytes.Cut(after, []byte("\n"))
	kib, err := strconv.Atoi(string(digits))
	if !found || err != nil {
		t.Fatalf("the process says: %s", out)
	}
	t.Logf("%d KiB", kib)
	if kib > limitKiB {
		t.Errorf("an idle process has %d KiB of anonymous memory, limit %d", kib, limitKiB)
	}
}

// anonymousKiB returns what the system says of this process.
func anonymousKiB(t *testing.T) string {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	must(t, err)
	_, after, _ := bytes.Cut(status, []byte("RssAnon:"))
	line, _, _ := bytes.Cut(after, []byte(" kB"))
	return string(bytes.TrimSpace(line))
}
