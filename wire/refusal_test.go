package wire

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// message builds the body of a message frame from a header and appended parts.
func message(h messageHeader, parts ...[]byte) []byte {
	body := appendMessageHeader(nil, h)
	for _, part := range parts {
		body = append(body, part...)
	}
	return body
}

// field builds a field.
func field(kind uint8, content string) []byte {
	return appendTextField(nil, kind, content)
}

// TestRefusals checks the kind and the code with which requests are refused that cannot be understood or carried out.
func TestRefusals(t *testing.T) {
	digest := field(fieldDigest, strings.Repeat("d", 20))
	namespace := field(fieldNamespace, "test")
	pids := field(fieldPartitions, "\x01\x00")
	scan := messageHeader{info1: info1Read, info3: info3PartitionDone, fields: 2}
	read := messageHeader{info1: info1Read, fields: 2}
	with := func(h messageHeader, change func(*messageHeader)) messageHeader { change(&h); return h }
	three := func(h *messageHeader) { h.fields = 3 }
	for name, c := range map[string]struct {
		body []byte
		kind Kind
		code aero.ResultCode
		err  error
	}{
		"empty":              {nil, KindRecord, 4, ErrMalformed},
		"short header":       {make([]byte, 21), KindRecord, 4, ErrMalformed},
		"header size":        {make([]byte, 22), KindRecord, 4, ErrMalformed},
		"field cut off":      {message(read, namespace, digest[:10]), KindRecord, 4, ErrMalformed},
		"field of no type":   {message(read, namespace, make([]byte, 5)), KindRecord, 4, ErrMalformed},
		"field length":       {message(read, namespace, []byte{0xff, 0xff, 0xff, 0xff, 4}), KindRecord, 4, ErrMalformed},
		"no namespace":       {message(with(read, func(h *messageHeader) { h.fields = 1 }), digest), KindRecord, 20, ErrMalformed},
		"short digest":       {message(read, namespace, field(fieldDigest, "d")), KindRecord, 4, ErrMalformed},
		"bytes after":        {message(read, namespace, digest, []byte{0}), KindRecord, 4, ErrMalformed},
		"missing operation":  {message(with(read, func(h *messageHeader) { h.operations = 1 }), namespace, digest), KindRecord, 4, ErrMalformed},
		"touch percentage":   {message(with(read, func(h *messageHeader) { h.ttl = 101 }), namespace, digest), KindRecord, 4, ErrMalformed},
		"transaction":        {message(with(read, three), namespace, digest, field(fieldTransactionID, "1234567")), KindRecord, 4, ErrMalformed},
		"scan, no namespace": {message(with(scan, func(h *messageHeader) { h.fields = 1 }), pids), KindScan, 20, ErrMalformed},
		"scan, function":     {message(with(scan, three), namespace, pids, field(fieldFunctionOp, "\x01")), KindScan, 4, ErrMalformed},
		"background write":   {message(with(scan, func(h *messageHeader) { h.info2 = info2Write }), namespace, pids), KindScan, 4, ErrMalformed},
		"index query":        {message(with(scan, three), namespace, pids, field(fieldIndexRange, "x")), KindScan, 4, ErrMalformed},
		"scan of old":        {message(with(scan, func(h *messageHeader) { h.info3 = 0 }), namespace, pids), KindScan, 16, ErrUnsupported},
		"scan of nothing":    {message(with(scan, func(h *messageHeader) { h.fields = 1 }), namespace), KindScan, 16, ErrUnsupported},
		"no partitions":      {message(scan, namespace, field(fieldPartitions, "")), KindScan, 4, ErrMalformed},
		"odd partitions":     {message(scan, namespace, field(fieldPartitions, "abc")), KindScan, 4, ErrMalformed},
		"partition 4096":     {message(scan, namespace, field(fieldPartitions, "\x00\x10")), KindScan, 4, ErrMalformed},
		"partition twice":    {message(scan, namespace, field(fieldPartitions, "\x01\x00\x01\x00")), KindScan, 4, ErrMalformed},
		"digest twice":       {message(scan, namespace, field(fieldDigests, strings.Repeat("d", 40))), KindScan, 4, ErrMalformed},
		"short digests":      {message(scan, namespace, field(fieldDigests, "dd")), KindScan, 4, ErrMalformed},
		"max records size":   {message(with(scan, three), namespace, pids, field(fieldMaxRecords, "1234")), KindScan, 4, ErrMalformed},
	} {
		var r Request
		err := NewDecoder(Options{}).Request(c.body, &r)
		code, ok := CodeOf(err)
		if !ok || code != c.code || r.Kind != c.kind || !errors.Is(err, c.err) || !errors.Is(err, c.code) {
			t.Errorf("%s: kind %d, %v; want kind %d, code %d, %v", name, r.Kind, err, c.kind, c.code, c.err)
		}
	}
}

// batchBody builds the body of a batch from its rows.
func batchBody(count uint32, rows ...string) []byte {
	content := binary.BigEndian.AppendUint32(nil, count)
	content = append(content, batchReportAllErrors)
	content = append(content, strings.Join(rows, "")...)
	return message(messageHeader{info1: info1Batch, fields: 1}, field(fieldBatch, string(content)))
}

// TestBatchRefusals checks batches that are refused as a whole, and the rows of others that are refused alone.
func TestBatchRefusals(t *testing.T) {
	head := "\x00\x00\x00\x09" + strings.Repeat("d", 20)
	space := string(field(fieldNamespace, "test"))
	plain := head + "\x00\x03\x00\x01\x00\x00" + space
	touching := head + "\x08\x03\x00\x00\x00\xff\x00\x01\x00\x00" + space // renews records with 255 % of their life left
	keyed := head + "\x00\x03\x00\x02\x00\x00" + space + string(field(fieldKey, "\x03k"))
	for name, c := range map[string]struct {
		body []byte
		code aero.ResultCode
	}{
		"no field":           {message(messageHeader{info1: info1Batch}), 4},
		"no rows":            {batchBody(0), 4},
		"too many rows":      {batchBody(5001, plain), 151},
		"missing row":        {batchBody(2, plain), 4},
		"row cut off":        {batchBody(1, plain[:38]), 4},
		"repeat first":       {batchBody(1, head+"\x01"), 4},
		"repeat key":         {batchBody(2, keyed, head+"\x01"), 4},
		"without namespace":  {batchBody(1, head+"\x00\x03\x00\x01\x00\x00"+string(field(fieldSet, "s"))), 20},
		"too many row parts": {batchBody(1, head+"\x00\x03\xff\xff\xff\xff"+space), 4},
	} {
		var r Request
		err := NewDecoder(Options{}).Request(c.body, &r)
		if code, ok := CodeOf(err); !ok || code != c.code || r.Kind != KindBatch {
			t.Errorf("%s: kind %d, %v; want code %d", name, r.Kind, err, c.code)
		}
	}
	var r Request
	if err := NewDecoder(Options{}).Request(batchBody(4, plain, touching, head+"\x01", plain), &r); err != nil {
		t.Fatal(err)
	}
	for i, want := range []aero.ResultCode{0, 4, 4, 0} {
		if got := r.Batch.Refused[i]; got != want || (r.Batch.Command.Entries[i].Flags == 0) != (want != 0) {
			t.Errorf("row %d: refused with %d, flags %d; want %d", i, got, r.Batch.Command.Entries[i].Flags, want)
		}
	}
}

// TestBatchOperationLimit checks that a batch cannot make more operations than allowed.
func TestBatchOperationLimit(t *testing.T) {
	cmd := aero.RecordCommand{Namespace: "test", Operations: make([]aero.Operation, 60)}
	frame, err := AppendBatchRequest(nil, &aero.BatchCommand{Entries: []aero.RecordCommand{cmd, cmd, putCommandValue()}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var r Request
	err = NewDecoder(Options{MaxBatchOperations: 61}).Request(frame[FrameHeaderSize:], &r)
	if !errors.Is(err, aero.CodeParameter) {
		t.Errorf("got %v", err)
	}
	if err := NewDecoder(Options{MaxBatchOperations: 62}).Request(frame[FrameHeaderSize:], &r); err != nil {
		t.Errorf("at the limit: %v", err)
	}
}

// putCommandValue returns putCommand by value.
func putCommandValue() aero.RecordCommand { return *putCommand() }

// TestEncodeErrors checks that commands which no message can express are refused and leave the buffer as it was.
func TestEncodeErrors(t *testing.T) {
	long := strings.Repeat("n", 64)
	for name, c := range map[string]struct {
		cmd aero.RecordCommand
		err error
	}{
		"namespace":  {aero.RecordCommand{Namespace: long}, ErrName},
		"set":        {aero.RecordCommand{Set: long}, ErrName},
		"bin":        {aero.RecordCommand{Operations: []aero.Operation{{Bin: long[:16]}}}, ErrName},
		"operations": {aero.RecordCommand{Operations: make([]aero.Operation, 1<<16)}, ErrTooMany},
		"timeout":    {aero.RecordCommand{Timeout: 50 * 24 * time.Hour}, ErrUnfit},
	} {
		out, err := AppendRecordRequest([]byte("kept"), &c.cmd)
		if !errors.Is(err, c.err) || string(out) != "kept" {
			t.Errorf("%s: %q, %v; want %v", name, out, err, c.err)
		}
		batch := aero.BatchCommand{Timeout: c.cmd.Timeout, Entries: []aero.RecordCommand{c.cmd}}
		out, err = AppendBatchRequest([]byte("kept"), &batch, nil)
		if !errors.Is(err, c.err) || string(out) != "kept" {
			t.Errorf("batch, %s: %q, %v; want %v", name, out, err, c.err)
		}
	}
	batch := aero.BatchCommand{Entries: []aero.RecordCommand{{Generation: 1 << 16}}}
	if _, err := AppendBatchRequest(nil, &batch, nil); !errors.Is(err, ErrUnfit) {
		t.Errorf("generation: %v", err)
	}
	if _, err := AppendBatchRequest(nil, &batch, make([]uint32, 2)); !errors.Is(err, ErrTooMany) {
		t.Errorf("indexes: %v", err)
	}
	for name, c := range map[string]struct {
		scan aero.ScanCommand
		err  error
	}{
		"set":        {aero.ScanCommand{Set: long}, ErrName},
		"bin":        {aero.ScanCommand{Bins: []string{long}}, ErrName},
		"partitions": {aero.ScanCommand{Partitions: make([]aero.PartitionRange, 4097)}, ErrTooMany},
		"partition":  {aero.ScanCommand{Partitions: []aero.PartitionRange{{ID: 4096}}}, ErrUnfit},
		"digest":     {aero.ScanCommand{Partitions: []aero.PartitionRange{{ID: 1, After: &aero.Digest{2}}}}, ErrUnfit},
		"timeout":    {aero.ScanCommand{SocketTimeout: 50 * 24 * time.Hour}, ErrUnfit},
	} {
		if out, err := AppendScanRequest([]byte("kept"), &c.scan, 0); !errors.Is(err, c.err) || string(out) != "kept" {
			t.Errorf("scan, %s: %q, %v; want %v", name, out, err, c.err)
		}
	}
}

// TestAppendRefusal checks the form of bare answers: a batch's ends the batch.
func TestAppendRefusal(t *testing.T) {
	for kind, want := range map[Kind]ItemKind{KindRecord: ItemRecord, KindBatch: ItemEnd, KindScan: ItemRecord} {
		frame := AppendRefusal(nil, kind, aero.CodeUnsupportedFeature)
		replies := NewDecoder(Options{}).Replies(frame[FrameHeaderSize:])
		item, ok, err := replies.Next(&aero.RecordResult{})
		if err != nil || !ok || item.Kind != want || item.Code != aero.CodeUnsupportedFeature {
			t.Errorf("kind %d: %+v %v %v", kind, item, ok, err)
		}
	}
}
