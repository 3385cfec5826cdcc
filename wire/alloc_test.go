package wire

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// putCommand returns a put of a few bins.
func putCommand() *aero.RecordCommand {
	return &aero.RecordCommand{
		Namespace: "test", Set: "demo", Digest: aero.Digest{1, 2, 3}, Flags: aero.FlagWrite,
		Key: aero.Particle{Type: aero.ParticleString, Data: []byte("user key")},
		Operations: []aero.Operation{
			{Type: aero.OpWrite, Bin: "a", Value: aero.Particle{Type: aero.ParticleString, Data: []byte("value")}},
			{Type: aero.OpWrite, Bin: "b", Value: aero.Particle{Type: aero.ParticleInteger, Data: make([]byte, 8)}},
		},
	}
}

// getCommand returns a get of all bins.
func getCommand() *aero.RecordCommand {
	return &aero.RecordCommand{
		Namespace: "test", Set: "demo", Digest: aero.Digest{1, 2, 3}, Flags: aero.FlagRead | aero.FlagReadAllBins,
	}
}

// getResult returns what the get of a small record gives.
func getResult() *aero.RecordResult {
	return &aero.RecordResult{Generation: 3, VoidTime: 7, Bins: []aero.Bin{
		{Name: "a", Value: aero.Particle{Type: aero.ParticleString, Data: []byte("value")}},
		{Name: "b", Value: aero.Particle{Type: aero.ParticleInteger, Data: make([]byte, 8)}},
	}}
}

// TestRecordCodecDoesNotAllocate runs get and put through all four steps, request and reply, each encoded and
// decoded, in the steady state.
func TestRecordCodecDoesNotAllocate(t *testing.T) {
	for name, cmd := range map[string]*aero.RecordCommand{"put": putCommand(), "get": getCommand()} {
		d, r, reply, result := NewDecoder(Options{}), &Request{}, getResult(), &aero.RecordResult{}
		var buffer []byte
		var digest aero.Digest
		step := func() {
			var err error
			if buffer, err = AppendRecordRequest(buffer[:0], cmd); err != nil {
				t.Fatal(err)
			}
			if err = d.Request(buffer[FrameHeaderSize:], r); err != nil {
				t.Fatal(err)
			}
			digest = r.Record.Digest
			d.Release(r)
			buffer = AppendRecordReply(buffer[:0], reply)
			if err = d.RecordReply(buffer[FrameHeaderSize:], result); err != nil {
				t.Fatal(err)
			}
		}
		if n := testing.AllocsPerRun(200, step); n > 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
		if len(result.Bins) != 2 || digest != cmd.Digest {
			t.Errorf("%s: decoded %x, %+v", name, digest, result)
		}
	}
}

// TestBatchCodecDoesNotAllocate does the same for a batch of 100 gets.
func TestBatchCodecDoesNotAllocate(t *testing.T) {
	batch := &aero.BatchCommand{}
	for i := range 100 {
		cmd := getCommand()
		cmd.Digest[5] = byte(i)
		batch.Entries = append(batch.Entries, *cmd)
	}
	d, r, row, result := NewDecoder(Options{}), &Request{}, getResult(), &aero.RecordResult{}
	var buffer []byte
	step := func() {
		var err error
		if buffer, err = AppendBatchRequest(buffer[:0], batch, nil); err != nil {
			t.Fatal(err)
		}
		if err = d.Request(buffer[FrameHeaderSize:], r); err != nil {
			t.Fatal(err)
		}
		var start int
		buffer, start = BeginFrame(buffer[:0])
		for _, index := range r.Batch.Indexes {
			buffer = AppendBatchRow(buffer, index, row)
		}
		buffer = EndFrame(AppendEnd(buffer, aero.CodeOK), start, TypeMessage)
		replies := d.Replies(buffer[FrameHeaderSize:])
		for {
			if _, ok, err := replies.Next(result); err != nil {
				t.Fatal(err)
			} else if !ok {
				break
			}
		}
	}
	if n := testing.AllocsPerRun(50, step); n > 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// TestScanCodecDoesNotAllocate does the same for a scan of all partitions, half of them resumed.
func TestScanCodecDoesNotAllocate(t *testing.T) {
	scan := &aero.ScanCommand{Namespace: "test", Set: "demo", Bins: []string{"a"}}
	for id := range aero.PartitionID(aero.PartitionCount) {
		p := aero.PartitionRange{ID: id}
		if id >= aero.PartitionCount/2 {
			p.After = &aero.Digest{byte(id), byte(id >> 8)}
		}
		scan.Partitions = append(scan.Partitions, p)
	}
	d, r := NewDecoder(Options{}), &Request{}
	var buffer []byte
	step := func() {
		var err error
		if buffer, err = AppendScanRequest(buffer[:0], scan, 1); err != nil {
			t.Fatal(err)
		}
		if err = d.Request(buffer[FrameHeaderSize:], r); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(20, step); n > 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// TestInterner checks that names are remembered, do not alias what they came from, and cannot use memory without
// bound.
func TestInterner(t *testing.T) {
	names := NewInterner(4)
	b := []byte("name")
	s := names.String(b)
	b[0] = 'x'
	if s != "name" || names.String([]byte("name")) != "name" || names.String(nil) != "" {
		t.Errorf("got %q", s)
	}
	long := make([]byte, 200)
	for i := range 100 {
		long[0] = byte(i)
		names.String([]byte{byte(i)})
		names.String(long)
		if len(names.names) > 4 {
			t.Fatalf("%d names are remembered", len(names.names))
		}
	}
}

// BenchmarkGetRequest decodes a get.
func BenchmarkGetRequest(b *testing.B) {
	benchmarkRequest(b, getCommand())
}

// BenchmarkPutRequest decodes a put of two bins.
func BenchmarkPutRequest(b *testing.B) {
	benchmarkRequest(b, putCommand())
}

// benchmarkRequest decodes a command again and again.
func benchmarkRequest(b *testing.B, cmd *aero.RecordCommand) {
	frame, err := AppendRecordRequest(nil, cmd)
	if err != nil {
		b.Fatal(err)
	}
	d, r := NewDecoder(Options{}), &Request{}
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Request(frame[FrameHeaderSize:], r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRecordReply encodes the reply to a get of two bins.
func BenchmarkRecordReply(b *testing.B) {
	var buffer []byte
	result := getResult()
	b.ReportAllocs()
	for b.Loop() {
		buffer = AppendRecordReply(buffer[:0], result)
	}
}
