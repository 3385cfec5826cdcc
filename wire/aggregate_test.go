package wire

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestAggregateRequest decodes what is encoded, with and without an index, and refuses what cannot be sent.
func TestAggregateRequest(t *testing.T) {
	index := &aero.IndexRange{Bin: "n", Type: aero.ParticleInteger, From: 1, To: 9}
	f := &aero.Function{Module: "sums", Name: "total", Arguments: []byte{0x91, 0x07}}
	for _, where := range []*aero.IndexRange{nil, index} {
		scan := &aero.ScanCommand{Namespace: "test", Set: "demo", Index: where, Filter: []byte{1}, RecordsPerSecond: 5}
		frame, err := AppendAggregateRequest(nil, scan, f, 77)
		if err != nil {
			t.Fatal(err)
		}
		var request Request
		if err := NewDecoder(Options{}).Request(frame[FrameHeaderSize:], &request); err != nil {
			t.Fatal(err)
		}
		got := &request.Scan
		if request.Kind != KindScan || !reflect.DeepEqual(got.Function, f) || got.TaskID != 77 ||
			got.Command.Set != "demo" || len(got.Command.Partitions) != aero.PartitionCount || got.Command.RecordsPerSecond != 5 {
			t.Errorf("set %q, task %d, function %+v", got.Command.Set, got.TaskID, got.Function)
		}
		if where != nil && (got.Command.Index == nil || got.Command.Index.To != 9) {
			t.Errorf("%+v", got.Command.Index)
		}
	}
	for name, c := range map[string]struct {
		scan *aero.ScanCommand
		f    *aero.Function
		want error
	}{
		"no function": {&aero.ScanCommand{Namespace: "test"}, nil, ErrUnfit},
		"long name":   {&aero.ScanCommand{Namespace: strings.Repeat("n", 99)}, f, ErrName},
		"timeout":     {&aero.ScanCommand{Namespace: "test", SocketTimeout: 1 << 62}, f, ErrUnfit},
	} {
		if out, err := AppendAggregateRequest([]byte("kept"), c.scan, c.f, 1); !errors.Is(err, c.want) || string(out) != "kept" {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
}

// TestWishes sends what a read or write may see: each has bits of its own, and none changes what the command is here.
func TestWishes(t *testing.T) {
	seen := make(map[string]aero.Flags)
	for _, wish := range []aero.Flags{
		0, aero.FlagAllCopies, aero.FlagLinear, aero.FlagAnyCopy, aero.FlagUnavailable, aero.FlagMasterOnly,
	} {
		cmd := aero.RecordCommand{Namespace: "test", Flags: aero.FlagRead | wish}
		frame, err := AppendRecordRequest(nil, &cmd)
		if err != nil {
			t.Fatal(err)
		}
		if other, again := seen[string(frame)]; again {
			t.Errorf("%b and %b look alike", other, wish)
		}
		seen[string(frame)] = wish
		var request Request
		if err := NewDecoder(Options{}).Request(frame[FrameHeaderSize:], &request); err != nil || request.Record.Flags != aero.FlagRead {
			t.Errorf("%b: %b, %v", wish, request.Record.Flags, err)
		}
	}
}
