package wire

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestReleaseForgetsBodies decodes requests of every kind, small and large, and checks that nothing of their bodies
// can be reached any more after Release, and that the memory of large ones is given up.
func TestReleaseForgetsBodies(t *testing.T) {
	d, r := NewDecoder(Options{}), &Request{}
	small := putCommandValue()
	large := small
	large.Operations = make([]aero.Operation, 5000)
	for _, cmd := range []aero.RecordCommand{small, large} {
		frame, err := AppendRecordRequest(nil, &cmd)
		decodeBody(t, d, r, frame, err)
		frame, err = AppendBatchRequest(nil, &aero.BatchCommand{Entries: []aero.RecordCommand{cmd, cmd}}, nil)
		decodeBody(t, d, r, frame, err)
		d.Release(r)
		if d.fields.present != 0 || d.fields.data[fieldNamespace] != nil {
			t.Error("the decoder still holds fields")
		}
		if r.Record.Key.Data != nil || len(r.Record.Operations) != 0 || len(r.Batch.Command.Entries) != 0 {
			t.Errorf("the request still holds %+v", r)
		}
		if cap(r.Record.Operations) > maxKeptElements || cap(r.Batch.operations) > maxKeptElements {
			t.Errorf("room for %d and %d operations is kept", cap(r.Record.Operations), cap(r.Batch.operations))
		}
		for _, op := range r.Record.Operations[:cap(r.Record.Operations)] {
			if op.Value.Data != nil {
				t.Error("an operation still aliases the body")
			}
		}
		for _, entry := range r.Batch.Command.Entries[:cap(r.Batch.Command.Entries)] {
			if entry.Operations != nil || entry.Key.Data != nil {
				t.Error("a batch entry still aliases the body")
			}
		}
	}
}

// TestTooManyBins checks that a result with more bins than a message can count is answered with a code, in a reply
// that can be read.
func TestTooManyBins(t *testing.T) {
	result := &aero.RecordResult{Bins: make([]aero.Bin, maxCount+1)}
	var got aero.RecordResult
	body := AppendRecordReply(nil, result)[FrameHeaderSize:]
	if err := NewDecoder(Options{}).RecordReply(body, &got); err != nil || got.Code != aero.CodeUnknown {
		t.Errorf("%+v, %v", got, err)
	}
}
