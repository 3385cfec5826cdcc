package wal

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestFullDisk limits the space so that a record does not fit, and checks that Reserve says so and leaves the log
// usable for what fits, before and after space was made.
func TestFullDisk(t *testing.T) {
	w := emptyWorld(3)
	if err := w.create(); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, w.log, 1, payloadOf(1, 100))
	const large = 100_000
	w.fs.SetQuota(w.fs.Used() + large/2)
	for range 3 {
		if err := w.log.Reserve(large); !isNoSpace(err) || errors.Is(err, ErrStopped) {
			t.Fatalf("Reserve on a full disk: %v", err)
		}
		if _, err := w.log.Append(Record{Payload: make([]byte, large)}); !errors.Is(err, ErrNotReserved) {
			t.Fatalf("Append without room: %v", err)
		}
	}
	mustAppend(t, w.log, 2, payloadOf(2, 100))
	w.fs.SetQuota(0)
	mustAppend(t, w.log, 3, payloadOf(3, large))
	mustSync(t, w.log)
	from := w.checkpoint.position
	mustClose(t, w.log)
	_, list, _ := mustRecover(t, w.options(), from)
	checkRecords(t, list, []int{100, 100, large})
}

// TestRecoveryOnFullDisk fills the disk up and checks that a log that has one spare file can still be recovered,
// as often as one likes.
func TestRecoveryOnFullDisk(t *testing.T) {
	w := emptyWorld(3)
	if err := w.create(); err != nil {
		t.Fatal(err)
	}
	if err := w.log.Prefill(); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	l := w.log
	for range 4 {
		tx := ids.TxID(len(sizes) + 1)
		if err := l.Reserve(100); isNoSpace(err) {
			break
		}
		mustAppend(t, l, tx, payloadOf(tx, 100))
		sizes = append(sizes, 100)
		mustClose(t, l)
		w.fs.SetQuota(w.fs.Used())
		var list []Record
		l, list, _ = mustRecover(t, w.options(), w.checkpoint.position)
		checkRecords(t, list, sizes)
		w.fs.SetQuota(0)
		if err := l.Prefill(); err != nil {
			t.Fatal(err)
		}
	}
}
