package secret

import (
	"crypto/subtle"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
)

// Redacted is what a secret looks like wherever it is printed.
const Redacted = "[redacted]"

// Value holds a secret. Its zero value is the absent secret. Copies share the bytes, so that wiping one wipes all. All
// methods may be called from several goroutines.
type Value struct {
	// open returns the cell. It is a function because fmt and everything else that walks values by reflection does not call
	// the methods of unexported fields, and follows pointers where a verb does not fit; into a function nothing can look.
	open func() *cell
}

// cell is where the bytes are.
type cell struct {
	// mu guards plain: lent under the read lock, wiped under the write lock.
	mu sync.RWMutex
	// plain is the secret; nil once wiped.
	plain []byte
	// memory is what plain lies in.
	memory region
}

// New makes a Value of the bytes and wipes the slice that it was given, so that only one copy is left.
func New(plain []byte) Value {
	memory := allocate(len(plain))
	c := &cell{plain: memory.bytes[:len(plain)], memory: memory}
	copy(c.plain, plain)
	clear(plain)
	runtime.AddCleanup(c, region.release, memory)
	return Value{func() *cell { return c }}
}

// IsZero reports whether there is no secret: the Value was never set.
func (v Value) IsZero() bool { return v.open == nil }

// Use lends the bytes to f until it returns. f must neither keep nor change them; whoever needs a copy owns its wiping. It
// returns the error of f, or ErrWiped. The absent secret is lent as an empty slice.
func (v Value) Use(f func(plain []byte) error) error {
	if v.IsZero() {
		return f(nil)
	}
	c := v.open()
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.plain == nil {
		return ErrWiped
	}
	defer runtime.KeepAlive(c)
	return f(c.plain)
}

// Equal compares two secrets in a time that does not depend on their content. Wiped secrets equal nothing.
func (v Value) Equal(other Value) bool {
	equal := false
	err := v.Use(func(mine []byte) error {
		return other.Use(func(theirs []byte) error {
			equal = subtle.ConstantTimeCompare(mine, theirs) == 1
			return nil
		})
	})
	return err == nil && equal
}

// Clone returns the same secret in memory of its own, so that wiping one leaves the other. It returns ErrWiped for a wiped
// secret.
func (v Value) Clone() (Value, error) {
	if v.IsZero() {
		return Value{}, nil
	}
	var clone Value
	err := v.Use(func(plain []byte) error {
		clone = New(append([]byte(nil), plain...))
		return nil
	})
	return clone, err
}

// Wipe overwrites the secret for all copies of the Value. It waits for calls of Use to return. Wiping again does nothing.
func (v Value) Wipe() {
	if v.IsZero() {
		return
	}
	c := v.open()
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.plain)
	c.plain = nil
}

// Protection says how the bytes are kept from swap and dumps.
func (v Value) Protection() Protection {
	if v.IsZero() {
		return Protection{}
	}
	return v.open().memory.protection
}

// Protection says what the system granted for the memory of a secret.
type Protection struct {
	// OffHeap says that the bytes lie outside the memory that the Go runtime manages.
	OffHeap bool
	// Locked says that they are never written to swap.
	Locked bool
	// Undumped says that a core dump leaves them out.
	Undumped bool
}

// String returns Redacted.
func (v Value) String() string { return Redacted }

// GoString returns Redacted.
func (v Value) GoString() string { return Redacted }

// Format writes Redacted, whatever the verb and the flags.
func (v Value) Format(state fmt.State, _ rune) {
	// The only failure is that of the writer, which fmt reports itself.
	_, _ = state.Write([]byte(Redacted))
}

// LogValue returns Redacted.
func (v Value) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalText returns Redacted.
func (v Value) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// MarshalJSON returns Redacted as a JSON string.
func (v Value) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalYAML returns Redacted.
func (v Value) MarshalYAML() (any, error) { return Redacted, nil }

// MarshalBinary returns Redacted, so that encoding/gob has nothing else either.
func (v Value) MarshalBinary() ([]byte, error) { return []byte(Redacted), nil }
