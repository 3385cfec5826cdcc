package faultfs_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
	"github.com/aerolith/aerolith/zerodb/vfs/vfstest"
)

// must stops the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wrapped returns a fault file system over a new one in memory.
func wrapped() (*faultfs.FS, *memfs.FS) {
	inner := memfs.New(memfs.Options{CrashImages: true})
	return faultfs.New(inner), inner
}

// TestConformance checks that a file system without rules is as good as the one that it wraps.
func TestConformance(t *testing.T) {
	vfstest.Run(t, func(t *testing.T) (vfs.FS, string) {
		t.Helper()
		files, _ := wrapped()
		must(t, files.Mkdir("/db", 0o700))
		return files, "/db"
	})
}

// workload makes every call of the interface except Mapping.At, each once, in a fixed order, and returns the errors.
// Calls that need what an earlier one was to make are skipped when that failed.
func workload(files vfs.FS) []error {
	var errs []error
	note := func(err error) bool {
		errs = append(errs, err)
		return err == nil
	}
	note(files.Mkdir("/d", 0o700))
	file, err := files.Create("/d/a", 0o600)
	if note(err) {
		useFile(file, note)
	}
	_, err = files.ReadDir("/d")
	note(err)
	_, err = files.Stat("/d")
	note(err)
	note(files.Rename("/d/a", "/d/b"))
	note(files.SyncDir("/d"))
	if opened, err := files.Open("/d/b"); note(err) {
		note(opened.Close())
	}
	if opened, err := files.OpenReadOnly("/d/b"); note(err) {
		note(opened.Close())
	}
	if held, err := files.Lock("/d/lock", 0o600); note(err) {
		note(held.Close())
	}
	note(files.Remove("/d/b"))
	return errs
}

// useFile makes every call of a file.
func useFile(file vfs.File, note func(err error) bool) {
	_, err := file.WriteAt([]byte("content"), 0)
	note(err)
	note(file.(vfs.VectorWriter).WriteVectorAt([][]byte{[]byte("con"), []byte("tent")}, 7))
	note(file.Allocate(100))
	note(file.Truncate(50))
	_, err = file.Size()
	note(err)
	_, err = file.ReadAt(make([]byte, 5), 0)
	note(err)
	note(file.SyncData())
	if m, err := file.Map(100); note(err) {
		note(m.Extend(50))
		note(m.Close())
	}
	note(file.Close())
}

// TestEveryCallCanFail counts the calls of the workload and then, for each of them and each fault, runs it again with
// that call failing: exactly one call must be injected, with the right cause and as a *vfs.Error, and each run must
// be the same as the first one up to there.
func TestEveryCallCanFail(t *testing.T) {
	clean, _ := wrapped()
	for i, err := range workload(clean) {
		if err != nil {
			t.Fatalf("call %d fails without a rule: %v", i+1, err)
		}
	}
	causes := map[faultfs.Fault]error{
		faultfs.IOError: syscall.EIO, faultfs.ShortWrite: syscall.EIO,
		faultfs.NoSpace: vfs.ErrNoSpace, faultfs.ShortNoSpace: vfs.ErrNoSpace,
	}
	for fault, cause := range causes {
		for n := range clean.Calls() {
			files, _ := wrapped()
			must(t, files.Inject(faultfs.Rule{Skip: n, Fault: fault}))
			errs := workload(files)
			for i, err := range errs[:n] {
				if err != nil {
					t.Fatalf("%v at call %d: call %d failed: %v", fault, n+1, i+1, err)
				}
			}
			var typed *vfs.Error
			if err := errs[n]; !errors.Is(err, faultfs.ErrInjected) || !errors.Is(err, cause) || !errors.As(err, &typed) {
				t.Errorf("%v at call %d: got %v", fault, n+1, err)
			}
			if files.Injected() != 1 {
				t.Errorf("%v at call %d: %d failures", fault, n+1, files.Injected())
			}
		}
	}
}

// TestRules checks how rules choose calls: by operation, by pattern, after some, for some time, for ever.
func TestRules(t *testing.T) {
	cases := []struct {
		name string
		rule faultfs.Rule
		want string
	}{
		{"first", faultfs.Rule{}, "x......."},
		{"operation", faultfs.Rule{Op: vfs.OpStat}, "..x....."},
		{"another operation", faultfs.Rule{Op: vfs.OpRename}, "........"},
		{"pattern", faultfs.Rule{Name: "*.log"}, ".x......"},
		{"pattern of folder", faultfs.Rule{Name: "d"}, "........"},
		{"pattern of whole paths", faultfs.Rule{Name: "/d/*.log", Times: faultfs.Forever}, ".x.x.x.x"},
		{"pattern of other paths", faultfs.Rule{Name: "/*/d/*"}, "........"},
		{"skip", faultfs.Rule{Skip: 3}, "...x...."},
		{"times", faultfs.Rule{Skip: 1, Times: 2}, ".xx....."},
		{"for ever", faultfs.Rule{Op: vfs.OpStat, Times: faultfs.Forever}, "..xx..xx"},
		{"all of it", faultfs.Rule{Op: vfs.OpStat, Name: "b.log", Skip: 1, Times: 5}, ".......x"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files, inner := wrapped()
			must(t, inner.Mkdir("/d", 0o700))
			c.rule.Fault = faultfs.IOError
			must(t, files.Inject(c.rule))
			got := ""
			for i := range 8 {
				name := []string{"/d/a", "/d/b.log"}[i%2]
				var err error
				if i%4 < 2 {
					_, err = files.Open(name)
				} else {
					_, err = files.Stat(name)
				}
				got += map[bool]string{true: "x", false: "."}[errors.Is(err, faultfs.ErrInjected)]
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestBadRules checks that a rule that could never do what it says is refused.
func TestBadRules(t *testing.T) {
	files, _ := wrapped()
	if err := files.Inject(faultfs.Rule{Name: "[", Fault: faultfs.IOError}); !errors.Is(err, filepath.ErrBadPattern) {
		t.Errorf("bad pattern: %v", err)
	}
	for _, rule := range []faultfs.Rule{
		{},
		{Fault: faultfs.ShortNoSpace + 1},
		{Fault: faultfs.IOError, Skip: -1},
		{Fault: faultfs.IOError, Times: -2},
	} {
		if files.Inject(rule) == nil {
			t.Errorf("accepted %+v", rule)
		}
	}
}
