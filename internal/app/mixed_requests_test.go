package app

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// rowState is what a record holds: its serial, and how long its filler is. The filler is made of key and serial, so that an
// answer says whose it is.
type rowState struct{ serial, size int }

// rows are the records of one connection.
type rows map[int]rowState

// answer is what is expected for one request: a row for each record that it is about; an end follows rows of many.
type answer struct {
	what string
	kind wire.Kind
	rows []row
	// members are the records that a scan yields, in any order.
	members rows
	// after is which of the dialogue's states holds once it was answered.
	after int
}

// row is the expected outcome of a command on one record.
type row struct {
	key   int
	code  aero.ResultCode
	reads bool
	state rowState
}

// dialogue makes requests on records that belong to one connection alone, and what they must be answered with.
type dialogue struct {
	t      *testing.T
	random *rand.Rand
	set    string
	serial int
	model  rows
	// states are the models after each change of the present burst, the first before it.
	states []rows
	bytes  []byte
	wanted []answer
}

// dialogueKeys is how many records a dialogue is about.
const dialogueKeys = 12

// fill returns the filler of a state.
func fill(set string, key int, s rowState) []byte {
	pattern := fmt.Appendf(nil, "<%s %d %d>", set, key, s.serial)
	return slices.Repeat(pattern, s.size/len(pattern)+1)[:s.size]
}

// digest returns the digest of a record.
func (d *dialogue) digest(key int) aero.Digest { return aero.IntKey("test", d.set, int64(key)).Digest }

// begin begins a burst.
func (d *dialogue) begin() {
	d.bytes, d.wanted, d.states = d.bytes[:0], d.wanted[:0], append(d.states[:0], maps.Clone(d.model))
}

// command returns a random command on a record and what becomes of it; the model changes.
func (d *dialogue) command() (aero.RecordCommand, row) {
	key := d.random.IntN(dialogueKeys)
	cmd := aero.RecordCommand{Namespace: "test", Set: d.set, Digest: d.digest(key)}
	before, exists := d.model[key]
	want := row{key: key, state: before}
	switch d.random.IntN(8) {
	case 0, 1, 2:
		d.serial++
		next := rowState{serial: d.serial, size: d.size()}
		serial := aero.Particle{Type: aero.ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, uint64(next.serial))}
		filler := aero.Particle{Type: aero.ParticleBlob, Data: fill(d.set, key, next)}
		cmd.Flags = aero.FlagWrite
		cmd.Operations = []aero.Operation{{Type: aero.OpWrite, Bin: "serial", Value: serial}, {Type: aero.OpWrite, Bin: "filler", Value: filler}}
		if d.random.IntN(3) == 0 { // the answer holds what was written
			cmd.Flags |= aero.FlagRead
			cmd.Operations = append(cmd.Operations, aero.Operation{Type: aero.OpRead, Bin: "serial"}, aero.Operation{Type: aero.OpRead, Bin: "filler"})
			want.reads, want.state = true, next
		}
		d.model[key] = next
	case 3:
		cmd.Flags = aero.FlagWrite | aero.FlagDelete
		delete(d.model, key)
	case 4:
		cmd.Flags, want.reads = aero.FlagRead, true
		cmd.Operations = []aero.Operation{{Type: aero.OpRead, Bin: "serial"}, {Type: aero.OpRead, Bin: "filler"}}
	default:
		cmd.Flags, want.reads = aero.FlagRead|aero.FlagReadAllBins, true
	}
	if !exists && (cmd.Flags&aero.FlagWrite == 0 || cmd.Flags&aero.FlagDelete != 0) {
		want.code, want.reads = aero.CodeNotFound, false
	}
	if cmd.Flags&aero.FlagWrite != 0 {
		d.states = append(d.states, maps.Clone(d.model))
	}
	return cmd, want
}

// size returns how long a filler is: mostly short, now and then many times the size of buffers.
func (d *dialogue) size() int {
	switch d.random.IntN(40) {
	case 0:
		return d.random.IntN(300_000)
	case 1, 2, 3:
		return d.random.IntN(20_000)
	}
	return 8 + d.random.IntN(200)
}

// append adds a frame, compressed now and then.
func (d *dialogue) append(frame []byte, err error, want answer) {
	if err != nil {
		d.t.Fatal(err)
	}
	if want.kind != wire.KindScan && d.random.IntN(12) == 0 {
		frame = wire.AppendCompressed(nil, frame)
	}
	want.after = len(d.states) - 1
	d.bytes, d.wanted = append(d.bytes, frame...), append(d.wanted, want)
}

// next adds a random request.
func (d *dialogue) next() {
	switch n := d.random.IntN(40); {
	case n == 0:
		frame, err := wire.AppendInfoRequest(nil, "build", "no such command")
		if err != nil {
			d.t.Fatal(err)
		}
		d.bytes, d.wanted = append(d.bytes, frame...), append(d.wanted, answer{what: "info", after: len(d.states) - 1})
	case n == 1:
		d.scan()
	case n == 2: // a request that makes no sense is answered, and those around it are what they are
		frame, start := wire.BeginFrame(nil)
		frame = wire.EndFrame(append(frame, make([]byte, 30)...), start, wire.TypeMessage)
		d.append(frame, nil, answer{what: "nonsense", rows: []row{{code: aero.CodeParameter}}})
	case n < 9:
		d.batch()
	default:
		cmd, want := d.command()
		frame, err := wire.AppendRecordRequest(nil, &cmd)
		d.append(frame, err, answer{what: fmt.Sprintf("command with flags %x", cmd.Flags), rows: []row{want}})
	}
}

// batch adds a batch: with records that it has twice, and reads between writes.
func (d *dialogue) batch() {
	batch := aero.BatchCommand{}
	want := answer{what: "batch", kind: wire.KindBatch}
	var indexes []uint32
	for i := range 1 + d.random.IntN(30) {
		cmd, row := d.command()
		batch.Entries, want.rows = append(batch.Entries, cmd), append(want.rows, row)
		indexes = append(indexes, uint32(i))
	}
	frame, err := wire.AppendBatchRequest(nil, &batch, indexes)
	d.append(frame, err, want)
}

// scan adds a scan of the set.
func (d *dialogue) scan() {
	scan := aero.ScanCommand{Namespace: "test", Set: d.set}
	for id := range aero.PartitionID(aero.PartitionCount) {
		scan.Partitions = append(scan.Partitions, aero.PartitionRange{ID: id})
	}
	frame, err := wire.AppendScanRequest(nil, &scan, d.random.Uint64())
	d.append(frame, err, answer{what: "scan", kind: wire.KindScan, members: maps.Clone(d.model)})
}

// holds reports whether a result is the record in a state.
func (d *dialogue) holds(key int, state rowState, result *aero.RecordResult) error {
	if len(result.Bins) < 2 {
		return fmt.Errorf("record %d: %d bins", key, len(result.Bins))
	}
	var serial, filler []byte
	for _, bin := range result.Bins {
		switch bin.Name {
		case "serial":
			serial = bin.Value.Data
		case "filler":
			filler = bin.Value.Data
		}
	}
	want := fill(d.set, key, state)
	if len(serial) != 8 || binary.BigEndian.Uint64(serial) != uint64(state.serial) || string(filler) != string(want) {
		return fmt.Errorf("record %d: serial %x and %.60q (%d bytes), want %d and %.60q (%d)", key, serial, filler, len(filler), state.serial, want, len(want))
	}
	return nil
}
