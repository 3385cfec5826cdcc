package wal

import (
	"bytes"
	"context"
	"math/rand"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// testIdentity is the database that the tests write.
var testIdentity = [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}

// testOptions returns options with the smallest segments.
func testOptions(fs vfs.FS, dir string) Options {
	return Options{
		FS: fs, Dir: dir, Identity: testIdentity, SegmentSize: segment.MinSize, Spare: 2,
		MaxRecordBytes: 1 << 20,
	}
}

// mustCreate creates a log, which is closed at the end of the test.
func mustCreate(t testing.TB, o Options) *Log {
	t.Helper()
	l, err := Create(o)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	t.Cleanup(func() { mustClose(t, l) })
	return l
}

// mustClose closes a log.
func mustClose(t testing.TB, l *Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// mustAppend reserves and appends a record and returns its end.
func mustAppend(t testing.TB, l *Log, tx ids.TxID, payload []byte) ids.LSN {
	t.Helper()
	if err := l.Reserve(int64(len(payload))); err != nil {
		t.Fatalf("Reserve: %v", err)
	}
	end, err := l.Append(inPieces(Record{Type: uint8(tx % 7), Tx: tx, Payload: payload}))
	if err != nil {
		t.Fatalf("Append: %v", err)
	}
	return end
}

// mustSync syncs the log.
func mustSync(t testing.TB, l *Log) {
	t.Helper()
	if err := l.Sync(context.Background()); err != nil {
		t.Fatalf("Sync: %v", err)
	}
}

// payloadOf returns the payload that tests give to a transaction: its bytes and length follow from the number.
func payloadOf(tx ids.TxID, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(uint64(tx)*131 + uint64(i)*7)
	}
	return b
}

// collect returns a visitor that copies records into list.
func collect(list *[]Record) func(Record) error {
	return func(r Record) error {
		r.Payload = bytes.Clone(r.Payload)
		*list = append(*list, r)
		return nil
	}
}

// mustRecover recovers the log and returns it with the records.
func mustRecover(t testing.TB, o Options, from Position) (*Log, []Record, Report) {
	t.Helper()
	var list []Record
	l, report, err := Recover(o, from, collect(&list))
	if err != nil {
		t.Fatalf("Recover: %v", err)
	}
	t.Cleanup(func() { mustClose(t, l) })
	return l, list, report
}

// checkRecords fails unless list holds the transactions from 1 to len(sizes) with payloads of those sizes.
func checkRecords(t testing.TB, list []Record, sizes []int) {
	t.Helper()
	if len(list) != len(sizes) {
		t.Fatalf("recovered %d records, want %d", len(list), len(sizes))
	}
	for i, r := range list {
		tx := ids.TxID(i + 1)
		if r.Tx != tx || r.Type != uint8(tx%7) || !bytes.Equal(r.Payload, payloadOf(tx, sizes[i])) {
			t.Fatalf("record %d differs: tx %d, type %d, %d bytes", i, r.Tx, r.Type, len(r.Payload))
		}
	}
}

// TestRoundTrip writes records of random sizes, many larger than a segment, over several lives, and checks that
// each recovery returns all of them.
func TestRoundTrip(t *testing.T) {
	const seed = 1
	rng := rand.New(rand.NewSource(seed))
	o := testOptions(vfs.OS(), t.TempDir())
	l := mustCreate(t, o)
	start := l.Position()
	var sizes []int
	for life := range 4 {
		for range 30 {
			size := rng.Intn(300)
			if rng.Intn(10) == 0 {
				size = rng.Intn(200_000)
			}
			sizes = append(sizes, size)
			mustAppend(t, l, ids.TxID(len(sizes)), payloadOf(ids.TxID(len(sizes)), size))
		}
		if life%2 == 0 {
			mustSync(t, l)
		}
		end := l.Written()
		mustClose(t, l)
		var list []Record
		var report Report
		l, list, report = mustRecover(t, o, start)
		checkRecords(t, list, sizes)
		if report.End != end || l.Written() != end || l.Durable() != end {
			t.Fatalf("life %d ends at %d, %d, %d, want %d", life, report.End, l.Written(), l.Durable(), end)
		}
	}
}
