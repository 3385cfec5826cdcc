package wire

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// update rewrites the expected decodings instead of comparing with them.
var update = flag.Bool("update", false, "rewrite testdata/golden/*.want")

// otherForm names the recorded requests that our client expresses differently, and why.
var otherForm = map[string]string{
	"get-compressed-reply": "we do not ask for compressed replies",
	"batch-get-filter":     "we put a filter into each row instead of before the batch",
	"query-index":          "the client orders the fields of queries differently",
	"query-background-udf": "the client orders the fields of queries differently",
	"query-background":     "the client orders the fields of queries differently",
	"query-primary":        "the client orders the fields of queries differently, and asks for a short one",
	"scan-bins":            "the client sends an empty set name, we leave it out",
	"batch-mixed":          "it has a row with a function",
}

// readFrame reads a recorded frame.
func readFrame(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var digits strings.Builder
	for line := range strings.SplitSeq(string(text), "\n") {
		if !strings.HasPrefix(line, "#") {
			digits.WriteString(line)
		}
	}
	frame, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return frame
}

// goldenFrames returns the recorded frames by name.
func goldenFrames(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/golden/*.hex")
	if err != nil || len(paths) < 50 {
		t.Fatalf("%d recorded frames, %v", len(paths), err)
	}
	frames := make(map[string][]byte, len(paths))
	for _, path := range paths {
		frames[strings.TrimSuffix(filepath.Base(path), ".hex")] = readFrame(t, path)
	}
	return frames
}

// decodeFrame decodes a whole frame as a server would, and describes the outcome.
func decodeFrame(t *testing.T, frame []byte) (*Request, string) {
	t.Helper()
	header, err := DecodeFrameHeader(frame, DefaultOptions().MaxFrameSize)
	if err != nil {
		t.Fatal(err)
	}
	if header.Type == TypeAdmin {
		message, err := DecodeAdmin(frame[FrameHeaderSize:])
		return nil, fmt.Sprintf("admin command %d, fields %d, %v\n", message.Command, message.Fields, err)
	}
	if err := CheckFrame(header.Type); err != nil {
		return nil, err.Error() + "\n"
	}
	if len(frame) != FrameHeaderSize+header.Size {
		t.Fatalf("frame of %d bytes announces %d", len(frame), header.Size)
	}
	var r Request
	if err := NewDecoder(Options{}).Request(frame[FrameHeaderSize:], &r); err != nil {
		return nil, fmt.Sprintf("kind %d refused: %v\n", r.Kind, err)
	}
	return &r, describe(&r)
}

// encodeRequest encodes a decoded request again.
func encodeRequest(r *Request) ([]byte, error) {
	switch r.Kind {
	case KindRecord:
		return AppendRecordRequest(nil, &r.Record)
	case KindBatch:
		return AppendBatchRequest(nil, &r.Batch.Command, r.Batch.Indexes)
	default:
		if s := &r.Scan; s.Background {
			return AppendBackgroundRequest(nil, &aero.BackgroundCommand{ID: s.TaskID, Select: s.Command, Write: s.Write})
		}
		return AppendScanRequest(nil, &r.Scan.Command, r.Scan.TaskID)
	}
}

// TestGoldenRequests decodes every recorded request, compares what it means with the .want file, and encodes it again
// to the very same bytes where our client uses the same form.
func TestGoldenRequests(t *testing.T) {
	for name, frame := range goldenFrames(t) {
		r, got := decodeFrame(t, frame)
		compareGolden(t, filepath.Join("testdata/golden", name+".want"), got)
		if r == nil || otherForm[name] != "" {
			continue
		}
		again, err := encodeRequest(r)
		if err != nil || !bytes.Equal(again, frame) {
			t.Errorf("%s: encoded\n%x, %v; recorded\n%x", name, again, err, frame)
		}
	}
}

// compareGolden compares a description with the content of a file, or writes the file.
func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\ngot  %s\nwant %s", path, got, want)
	}
}

// describe returns a request as text.
func describe(r *Request) string {
	var b strings.Builder
	switch r.Kind {
	case KindRecord:
		describeRecord(&b, &r.Record)
	case KindBatch:
		c := &r.Batch.Command
		fmt.Fprintf(&b, "batch of %d, stop at failure %v, timeout %v\n", len(c.Entries), c.StopAtFailure, c.Timeout)
		for i := range c.Entries {
			fmt.Fprintf(&b, "row %d, refused %d\n", r.Batch.Indexes[i], r.Batch.Refused[i])
			describeRecord(&b, &c.Entries[i])
		}
	default:
		describeScan(&b, &r.Scan)
	}
	return b.String()
}

// describeRecord writes a command on one record as text.
func describeRecord(b *strings.Builder, c *aero.RecordCommand) {
	fmt.Fprintf(b, "record %s/%s %x\n", c.Namespace, c.Set, c.Digest)
	fmt.Fprintf(b, "  flags %s, generation %d, ttl %d, read touch %d, timeout %v\n",
		flagNames(c.Flags), c.Generation, c.TTLSeconds, c.ReadTouchPercent, c.Timeout)
	if c.Key.Type != aero.ParticleNil {
		fmt.Fprintf(b, "  key %d:%x\n", c.Key.Type, c.Key.Data)
	}
	if c.Filter != nil {
		fmt.Fprintf(b, "  filter %x\n", c.Filter)
	}
	if c.Function != nil {
		fmt.Fprintf(b, "  function %s.%s %x\n", c.Function.Module, c.Function.Name, c.Function.Arguments)
	}
	for _, op := range c.Operations {
		fmt.Fprintf(b, "  op %d bin %q value %d:%x\n", op.Type, op.Bin, op.Value.Type, op.Value.Data)
	}
}

// describeScan writes a scan as text.
func describeScan(b *strings.Builder, s *ScanRequest) {
	c := &s.Command
	fmt.Fprintf(b, "scan %s/%s task %d short %v\n", c.Namespace, c.Set, s.TaskID, c.Short)
	fmt.Fprintf(b, "  bins %q, no data %v, max %d, rate %d, timeout %v\n",
		c.Bins, c.NoBinData, c.MaxRecords, c.RecordsPerSecond, c.SocketTimeout)
	if c.Filter != nil {
		fmt.Fprintf(b, "  filter %x\n", c.Filter)
	}
	if x := c.Index; x != nil {
		fmt.Fprintf(b, "  index %q bin %q source %d context %x expression %x: type %d from %d to %d value %q\n",
			x.Name, x.Bin, x.Source, x.Context, x.Expression, x.Type, x.From, x.To, x.Value)
	}
	if s.Background {
		describeRecord(b, &s.Write)
	}
	fmt.Fprintf(b, "  %d partitions:", len(c.Partitions))
	for _, p := range c.Partitions[:min(len(c.Partitions), 5)] {
		fmt.Fprintf(b, " %d", p.ID)
		if p.After != nil {
			fmt.Fprintf(b, " after %x", *p.After)
		}
	}
	b.WriteString("\n")
}

// flagNames returns switches by name.
func flagNames(flags aero.Flags) string {
	names := []string{
		"read", "read-all-bins", "no-bin-data", "write", "delete", "durable-delete", "generation-equal",
		"generation-greater", "create-only", "update-only", "create-or-replace", "replace-only", "respond-all-ops",
	}
	var set []string
	for i, name := range names {
		if flags&(1<<i) != 0 {
			set = append(set, name)
		}
	}
	return strings.Join(set, "+")
}
