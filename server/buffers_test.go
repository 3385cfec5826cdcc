package server

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// newInbox returns an inbox with a pool and budget of its own.
func newInbox(limit int64) *inbox {
	return &inbox{pool: &blockPool{}, budget: &budget{limit: limit}, initial: blockSizeMin, hintMax: 64 << 10}
}

// TestInboxKeepsBytes: bytes come out as they went in, whatever the sizes of reads, requests and moves. Method: cut a
// random stream at random places, seeded.
func TestInboxKeepsBytes(t *testing.T) {
	const seed, size = 7, 3 << 20
	random := rand.New(rand.NewPCG(seed, 1))
	stream := make([]byte, size)
	for i := range stream {
		stream[i] = byte(random.Uint32())
	}
	in := newInbox(1 << 30)
	source := iotest.HalfReader(bytes.NewReader(stream))
	var got []byte
	for len(got) < size {
		want := min(1+random.IntN(200_000), size-len(got))
		for len(in.unread()) < want {
			if !in.reserve(want) {
				t.Fatal("no room within the budget")
			}
			if _, err := in.fill(source); err != nil {
				t.Fatal(err)
			}
		}
		got = append(got, in.unread()[:want]...)
		in.consume(want)
		in.relax()
	}
	if !bytes.Equal(got, stream) {
		t.Fatalf("the stream changed (seed %d)", seed)
	}
	in.release()
	if used := in.budget.used.Load(); used != 0 {
		t.Errorf("%d bytes are still charged", used)
	}
}

// TestInboxGrowsWithBytesOnly: a promised length alone reserves nothing beyond a block that is full.
func TestInboxGrowsWithBytesOnly(t *testing.T) {
	in := newInbox(1 << 30)
	const promised = 100 << 20
	for received := 0; received < 1<<20; {
		if !in.reserve(promised) {
			t.Fatal("no room within the budget")
		}
		if held := len(in.block.bytes); held > blockSizeMin && held > growthFactor*received {
			t.Fatalf("%d bytes are held for %d that arrived", held, received)
		}
		count, err := in.fill(io.LimitReader(zeroes{}, 1000))
		if err != nil {
			t.Fatal(err)
		}
		received += count
	}
}

// zeroes is an endless stream of zeroes.
type zeroes struct{}

// Read fills p with zeroes.
func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestInboxRespectsBudget: growth beyond the budget is refused and changes nothing.
func TestInboxRespectsBudget(t *testing.T) {
	in := newInbox(10 << 10)
	refused := false
	for range 100 {
		if refused = !in.reserve(1 << 20); refused {
			break
		}
		if _, err := in.fill(zeroes{}); err != nil {
			t.Fatal(err)
		}
	}
	if !refused {
		t.Fatal("growth was never refused")
	}
	if len(in.unread()) == 0 || in.budget.used.Load() > 10<<10 {
		t.Errorf("%d bytes kept, %d charged", len(in.unread()), in.budget.used.Load())
	}
}

// TestOutboxChargesWhatIsLarge: replies beyond the kept capacity are charged, and given back when they are sent.
func TestOutboxChargesWhatIsLarge(t *testing.T) {
	b := &budget{limit: 1 << 20}
	out := outbox{pool: new(blockPool), budget: b, keep: 1 << 10, hintMax: 64 << 10}
	out.bytes = append(out.bytes, make([]byte, 100<<10)...)
	out.settle()
	if used := b.used.Load(); used < 99<<10 {
		t.Errorf("%d bytes are charged for 100 KiB", used)
	}
	out.reset()
	out.relax()
	if used := b.used.Load(); used != 0 {
		t.Errorf("%d bytes are still charged", used)
	}
}

// TestOutboxExpectsWhatCameLately: a connection with large replies begins its bursts with a block for them, as long as there is
// room, holds none while it waits, and gives the habit up when its replies are small again.
func TestOutboxExpectsWhatCameLately(t *testing.T) {
	b := &budget{limit: 1 << 20}
	out := outbox{pool: new(blockPool), budget: b, keep: 1 << 10, hintMax: 64 << 10}
	burst := func(size, capacity int) {
		t.Helper()
		out.begin()
		if got := cap(out.bytes); got < capacity || capacity == 0 && got > 1<<10 {
			t.Errorf("a burst begins with room for %d bytes, want %d", got, capacity)
		}
		out.bytes = append(out.bytes, make([]byte, size)...)
		out.settle()
		out.reset()
		out.relax()
		if used := b.used.Load(); used != 0 || cap(out.bytes) > 1<<10 {
			t.Errorf("%d bytes are charged, %d held between bursts", used, cap(out.bytes))
		}
	}
	burst(20<<10, 0)
	burst(20<<10, 32<<10)
	burst(100<<10, 32<<10)
	burst(100<<10, 64<<10)
	for range quietFills {
		burst(100, 64<<10)
	}
	burst(100, 0)
	burst(20<<10, 0)
	b.force(900 << 10)
	out.begin()
	if cap(out.bytes) > 1<<10 {
		t.Error("a block was taken although there is little room")
	}
}

// TestBlockSizes: a block holds what was asked for and wastes less than half.
func TestBlockSizes(t *testing.T) {
	var pool blockPool
	for _, size := range []int{0, 1, blockSizeMin, blockSizeMin + 1, 5000, 1 << 20, 1<<20 + 1} {
		b := pool.get(size)
		if got := len(b.bytes); got < size || got > max(2*size, blockSizeMin) || got != blockSize(size) {
			t.Errorf("block of %d bytes for %d", got, size)
		}
		pool.put(b)
	}
	pool.put(nil)
}
