package aerolith_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// patience bounds what takes milliseconds, on a machine of any speed.
const patience = time.Minute

// open opens a DB that ends with the test.
func open(t testing.TB, dsn string, options ...aerolith.Option) *aerolith.DB {
	t.Helper()
	options = append(options, aerolith.WithClient(func(o *client.Options) {
		o.Timing.Total, o.Timing.Attempt, o.Timing.MaxRetries, o.DialTimeout, o.TendTimeout = patience, patience, 3, patience, patience
	}))
	db, err := aerolith.Open(t.Context(), dsn, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// backends opens one DB of each kind.
func backends(t *testing.T) map[string]*aerolith.DB {
	return map[string]*aerolith.DB{
		"memory":  open(t, "memory:"),
		"file":    open(t, "file:"+t.TempDir()+"/store?durability=none"),
		"serve":   open(t, "aerospike://"+aerolithtest.NewServer(t, aerolithtest.WithEnterprise()).Address()+"/test"),
		"cluster": open(t, "aerospike://"+strings.Join(aerolithtest.NewCluster(t, 3).Hosts(), ",")+"/test"),
	}
}

// transcript is what a case got to see: the same on every backend.
type transcript struct {
	t     *testing.T
	lines []string
}

// note adds a line.
func (s *transcript) note(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

// failure adds what a program can tell from an error.
func (s *transcript) failure(what string, err error) {
	s.t.Helper()
	if err == nil {
		s.note("%s: ok", what)
		return
	}
	var facts []string
	for code := range aero.ResultCode(255) {
		if code != aero.CodeOK && errors.Is(err, code) {
			facts = append(facts, code.String())
		}
	}
	for name, sentinel := range map[string]error{
		"closed": aerolith.ErrClosed, "no bin": aerolith.ErrNoBin, "bin type": aerolith.ErrBinType, "struct": aerolith.ErrStruct,
		"aborted": aerolith.ErrTransactionAborted, "transaction": aerolith.ErrTransaction, "value": aero.ErrUnsupportedValue,
	} {
		if errors.Is(err, sentinel) {
			facts = append(facts, name)
		}
	}
	slices.Sort(facts)
	var e *aerolith.Error
	if errors.As(err, &e) {
		facts = append(facts, fmt.Sprintf("op %s, subject %s, doubt %t, retry %t", e.Op, e.Subject, e.InDoubt, e.Retryable()))
	}
	s.note("%s: %s", what, strings.Join(facts, "; "))
}

// record adds a record's bins and generation, or the error.
func (s *transcript) record(what string, r *aerolith.Record, err error) {
	s.t.Helper()
	if err != nil {
		s.failure(what, err)
		return
	}
	_, expires := r.Expires()
	var bins []string
	for _, bin := range r.Bins {
		value, err := bin.Value.Value()
		if err != nil {
			s.t.Fatal(err)
		}
		bins = append(bins, fmt.Sprintf("%s=%v", bin.Name, value))
	}
	slices.Sort(bins)
	s.note("%s: %v generation %d, expires %t", what, bins, r.Generation, expires)
}

// TestBackends runs every case on every backend: all must see the same.
func TestBackends(t *testing.T) {
	all := backends(t)
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			seen := make(map[string]string)
			for name, db := range all {
				s := &transcript{t: t}
				c.run(s, db)
				seen[name] = strings.Join(s.lines, "\n")
			}
			for name, text := range seen {
				if text != seen["memory"] {
					t.Errorf("%s:\n%s\n\nmemory:\n%s", name, text, seen["memory"])
				}
			}
			for _, want := range c.want {
				if !strings.Contains(seen["memory"], want) {
					t.Errorf("no %q in\n%s", want, seen["memory"])
				}
			}
		})
	}
}
