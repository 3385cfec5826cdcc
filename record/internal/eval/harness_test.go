package eval

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// testNow is the time of the commands in these tests, in milliseconds since the protocol's epoch.
const testNow = 500_000_000_000

// testPoint is a point as GeoJSON.
const testPoint = `{"type":"Point","coordinates":[1,1]}`

// testSets numbers sets in the order of their appearance and takes at most limit of them.
type testSets struct {
	ids   map[string]uint16
	limit int
}

// Resolve implements SetTable.
func (s *testSets) Resolve(name string) (uint16, bool) {
	if id, ok := s.ids[name]; ok {
		return id, true
	}
	if len(s.ids) >= s.limit {
		return 0, false
	}
	s.ids[name] = uint16(len(s.ids) + 1)
	return s.ids[name], true
}

// bench holds one record and executes commands on it, as a namespace does.
type bench struct {
	t         *testing.T
	rules     *Rules
	evaluator *Evaluator
	stored    []byte
	set       string
	now       uint64
	res       aero.RecordResult
}

// newBench returns a bench without a record.
func newBench(t *testing.T) *bench {
	t.Helper()
	rules := NewRules(Config{
		MaxRecordSize: 1 << 20, MaxResultBytes: 1 << 20, MaxScratchBytes: 1 << 23, DefaultTTLSeconds: 100,
	}, NewNames(64))
	return &bench{
		t: t, rules: rules, now: testNow,
		evaluator: NewEvaluator(rules, &testSets{ids: map[string]uint16{}, limit: 4}),
	}
}

// current returns the record as commands see it.
func (b *bench) current() *Current {
	b.t.Helper()
	if b.stored == nil {
		return &Current{}
	}
	r, err := layout.Decode(b.stored)
	if err != nil {
		b.t.Fatal(err)
	}
	if Expired(r.VoidTime, b.now) {
		return &Current{}
	}
	return &Current{Exists: true, Record: r, SetName: b.set}
}

// do executes the command and keeps what it stores.
func (b *bench) do(cmd aero.RecordCommand) aero.ResultCode {
	b.t.Helper()
	if cmd.Flags&aero.FlagWrite == 0 {
		b.rules.Read(&cmd, b.current(), b.now, &b.res)
		return b.res.Code
	}
	before := bytes.Clone(b.stored)
	out := b.evaluator.Execute(&cmd, b.current(), b.now, &b.res)
	switch {
	case out.Code != aero.CodeOK && out.Change != ChangeNone:
		b.t.Fatalf("refused with %v, but changes the record", out.Code)
	case out.Change == ChangePut:
		b.stored, b.set = bytes.Clone(out.Value), cmd.Set
	case out.Change == ChangeDelete:
		b.stored = nil
	}
	if out.Change == ChangeNone && !bytes.Equal(before, b.stored) {
		b.t.Fatal("evaluation changed the stored bytes")
	}
	return out.Code
}

// put writes an integer bin and fails the test unless that succeeds.
func (b *bench) put(bin string, value int64) {
	b.t.Helper()
	if code := b.do(write(write1(bin, integer(value)))); code != aero.CodeOK {
		b.t.Fatalf("put: %v", code)
	}
}

// show returns the values answered last in a short notation.
func (b *bench) show() string { return showBins(b.res.Bins) }

// record returns the stored bins in the same notation.
func (b *bench) record() string {
	b.t.Helper()
	cmd := aero.RecordCommand{Flags: aero.FlagRead | aero.FlagReadAllBins}
	var res aero.RecordResult
	b.rules.Read(&cmd, b.current(), b.now, &res)
	return showBins(res.Bins)
}

// showBins writes bins as name=value, separated by spaces.
func showBins(bins []aero.Bin) string {
	var words []string
	for _, bin := range bins {
		words = append(words, bin.Name+"="+showValue(bin.Value))
	}
	return strings.Join(words, " ")
}

// showValue writes a value in a short notation.
func showValue(p aero.Particle) string {
	switch p.Type {
	case aero.ParticleNil:
		return "nil"
	case aero.ParticleInteger:
		return fmt.Sprint(int64(binary.BigEndian.Uint64(p.Data)))
	case aero.ParticleFloat:
		return fmt.Sprintf("%.2f", math.Float64frombits(binary.BigEndian.Uint64(p.Data)))
	case aero.ParticleString:
		return fmt.Sprintf("%q", p.Data)
	default:
		return fmt.Sprintf("%d:%x", p.Type, p.Data)
	}
}

// integer returns an integer value.
func integer(v int64) aero.Particle {
	return aero.Particle{Type: aero.ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, uint64(v))}
}

// float returns a float value.
func float(v float64) aero.Particle {
	return aero.Particle{Type: aero.ParticleFloat, Data: binary.BigEndian.AppendUint64(nil, math.Float64bits(v))}
}

// text returns a string value.
func text(s string) aero.Particle { return aero.Particle{Type: aero.ParticleString, Data: []byte(s)} }

// blob returns a blob value.
func blob(b ...byte) aero.Particle { return aero.Particle{Type: aero.ParticleBlob, Data: b} }

// raw returns a value of any type.
func raw(t aero.ParticleType, b ...byte) aero.Particle { return aero.Particle{Type: t, Data: b} }

// op returns an operation.
func op(t aero.OpType, bin string, value aero.Particle) aero.Operation {
	return aero.Operation{Type: t, Bin: bin, Value: value}
}

// write1 returns the operation that writes a bin.
func write1(bin string, value aero.Particle) aero.Operation { return op(aero.OpWrite, bin, value) }

// read1 returns the operation that reads a bin.
func read1(bin string) aero.Operation { return op(aero.OpRead, bin, aero.Particle{}) }

// write returns a command that writes and may read.
func write(ops ...aero.Operation) aero.RecordCommand {
	return aero.RecordCommand{Flags: aero.FlagWrite | aero.FlagRead, Operations: ops}
}

// with returns the command with further flags.
func with(cmd aero.RecordCommand, flags aero.Flags) aero.RecordCommand {
	cmd.Flags |= flags
	return cmd
}
