package mvcc

import "testing"

// TestEndOfAnother asks a reader to end that has ended meanwhile, and whose slot somebody else has who reads another state: that one reads on.
func TestEndOfAnother(t *testing.T) {
	r := NewReaders[int](4)
	r.Publish(version(5))
	lease := acquire(t, r)
	holder := r.AppendHolders(nil)[0]
	r.Release(lease)
	if r.End(holder) {
		t.Error("a reader that has ended was asked to end")
	}
	r.Publish(version(6))
	again := acquire(t, r)
	if again.index != holder.Slot {
		t.Fatalf("slot %d, want %d", again.index, holder.Slot)
	}
	if r.End(holder) || r.Ending(again) {
		t.Error("a reader of another state was asked to end")
	}
	if other := r.AppendHolders(nil)[0]; !r.End(other) || !r.Ending(again) || r.End(other) {
		t.Error("a reader is asked to end once")
	}
}
