package expr

import (
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// numbered returns a filter that no other number has: number = number.
func numbered(i int) []byte { return encode(code(exprcode.Equal, i, i)) }

// TestCacheGivesTheSamePrograms: a filter that is in use is compiled once, however many others come by in small numbers,
// and what is no filter is refused each time.
func TestCacheGivesTheSamePrograms(t *testing.T) {
	var c Cache
	first, ok := c.Filter(numbered(0))
	if !ok {
		t.Fatal("refused")
	}
	for i := range 3 * cachedPrograms {
		if _, ok := c.Filter(numbered(1 + i)); !ok {
			t.Fatal("refused")
		}
		if again, _ := c.Filter(numbered(0)); again != first {
			t.Fatalf("compiled anew after %d others", i)
		}
	}
	for range 2 {
		if _, ok := c.Filter(encode(7)); ok {
			t.Error("a number is no filter")
		}
		if _, ok := c.Filter([]byte{0xff}); ok {
			t.Error("this is nothing")
		}
	}
}

// TestCacheIsBounded: neither many nor long filters make the cache grow beyond its bounds.
func TestCacheIsBounded(t *testing.T) {
	var c Cache
	for i := range 5 * cachedPrograms {
		c.Filter(numbered(i))
	}
	if len(c.young) > cachedPrograms || len(c.old) > cachedPrograms {
		t.Errorf("%d and %d programs", len(c.young), len(c.old))
	}
	long := string(make([]byte, cachedLength))
	before := len(c.young)
	if _, ok := c.Filter(encode(code(exprcode.Equal, long, long))); !ok || len(c.young) != before {
		t.Errorf("%v, %d programs", ok, len(c.young))
	}
}

// TestCacheDoesNotAlias: the code may change after the call, as it does in a connection's buffer.
func TestCacheDoesNotAlias(t *testing.T) {
	var c Cache
	data := encode(code(exprcode.Equal, "aaaa", "aaaa"))
	p, ok := c.Filter(data)
	if !ok {
		t.Fatal("refused")
	}
	for i := range data {
		data[i] = 0xff
	}
	if got := p.Match(&Subject{Budget: 1 << 20}); got != aero.CodeOK {
		t.Errorf("code %v", got)
	}
}

// TestCacheShared: goroutines that ask for the same and for other filters get programs that work.
func TestCacheShared(t *testing.T) {
	var c Cache
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 2 * cachedPrograms {
				p, ok := c.Filter(numbered(i % (g + 1) * cachedPrograms / 2))
				if !ok || p.Match(&Subject{Budget: 1 << 20}) != aero.CodeOK {
					t.Error("a filter that does not work")
					return
				}
			}
		})
	}
	group.Wait()
}

// BenchmarkFilter compares a filter out of the cache with compiling it.
func BenchmarkFilter(b *testing.B) {
	data := encode(code(exprcode.And, code(exprcode.Equal, 1, 1), code(exprcode.Equal, "text", "text"), code(exprcode.Equal, 2, 2)))
	b.Run("cached", func(b *testing.B) {
		var c Cache
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := c.Filter(data); !ok {
				b.Fatal("refused")
			}
		}
	})
	b.Run("compiled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := CompileFilter(data); !ok {
				b.Fatal("refused")
			}
		}
	})
}
