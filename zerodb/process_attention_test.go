package zerodb

import (
	"context"
	"testing"
	"time"
)

// TestAttention opens a second reader process, as far as files can tell, beside a writer whose pages wait in memory: it sees all
// that is committed, and each commit while it is there; once it has gone, pages wait in memory again, and the next one
// that comes sees everything too.
func TestAttention(t *testing.T) {
	opts := memOptions()
	opts.CheckpointLogBytes = gibibyte
	writer := openTest(t, "db", opts)
	for round := range 3 {
		for i := range 4 {
			put(t, writer, "t", 0, 100*(4*round+i+1))
		}
		if writer.pager.UnwrittenBytes() == 0 || writer.peers.memory.Attended() {
			t.Fatal("no page waits in memory, though nobody is there")
		}
		want, err := content(writer)
		must(t, err)
		reader, err := OpenReadOnly("db", opts)
		must(t, err)
		wantContent(t, reader, want)
		put(t, writer, "t", 0, 1200)
		want, err = content(writer)
		must(t, err)
		wantContent(t, reader, want)
		if writer.pager.UnwrittenBytes() > 0 {
			t.Error("pages wait in memory, though somebody looks")
		}
		must(t, reader.Close())
	}
	wantSound(t, writer)
}

// TestAttentionAtOpening opens a reader before the writer has committed anything, and one when the writer has closed.
func TestAttentionAtOpening(t *testing.T) {
	opts := memOptions()
	writer := openTest(t, "db", opts)
	reader, err := OpenReadOnly("db", opts)
	must(t, err)
	put(t, writer, "t", 0, 10)
	want, err := content(writer)
	must(t, err)
	wantContent(t, reader, want)
	must(t, reader.Close())
	put(t, writer, "t", 10, 20)
	want, err = content(writer)
	must(t, err)
	closeTest(t, writer)
	reader, err = OpenReadOnly("db", opts)
	must(t, err)
	wantContent(t, reader, want)
	must(t, reader.Close())
}

// TestAttentionEndsWithKilledReader kills a reading process, as far as files can tell: its lock goes, what it wrote into the shared
// memory stays. Though readers are looked at once an hour only, the writer notices soon, and its pages wait in memory again.
func TestAttentionEndsWithKilledReader(t *testing.T) {
	opts := memOptions()
	opts.CheckpointLogBytes, opts.ReaderCheckInterval = gibibyte, time.Hour
	writer := openTest(t, "db", opts)
	put(t, writer, "t", 0, 100)
	reader, err := OpenReadOnly("db", opts)
	must(t, err)
	put(t, writer, "t", 0, 100)
	if !writer.peers.memory.Attended() || writer.pager.UnwrittenBytes() > 0 {
		t.Fatal("nobody attends to the reader")
	}
	must(t, reader.peers.lock.Close())
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for writer.peers.memory.Joined() {
		if !pause(ctx, time.Millisecond) {
			t.Fatal("the killed reader was not noticed")
		}
	}
	put(t, writer, "t", 0, 100)
	if writer.pager.UnwrittenBytes() == 0 {
		t.Error("pages are still written at each commit")
	}
	reader.peers.own = noBlock // another process may have it by now
	reader.tasks.end()
	must(t, reader.peers.close())
	must(t, reader.pager.Close())
}
