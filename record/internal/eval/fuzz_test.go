package eval

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// commandReader makes a command out of arbitrary bytes.
type commandReader struct{ rest []byte }

// next returns the next byte, 0 at the end.
func (c *commandReader) next() byte {
	if len(c.rest) == 0 {
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return b
}

// take returns up to n bytes.
func (c *commandReader) take(n int) []byte {
	n = min(n, len(c.rest))
	b := c.rest[:n:n]
	c.rest = c.rest[n:]
	return b
}

// value returns a value, mostly of a known type.
func (c *commandReader) value() aero.Particle {
	types := []aero.ParticleType{0, 1, 2, 3, 4, 17, 18, 19, 20, 23, 7, 99}
	return aero.Particle{Type: types[int(c.next())%len(types)], Data: c.take(int(c.next()))}
}

// command returns a command with up to 15 operations.
func (c *commandReader) command() aero.RecordCommand {
	cmd := aero.RecordCommand{
		Flags:      aero.Flags(c.next()) | aero.Flags(c.next())<<8,
		Generation: uint32(c.next()),
		TTLSeconds: []uint32{0, aero.TTLNever, aero.TTLKeep, 60, MaxTTLSeconds + 1}[c.next()%5],
		Set:        []string{"", "s", "t"}[c.next()%3],
	}
	cmd.ReadTouchPercent = int8(c.next())
	if c.next()%4 == 0 {
		cmd.Key = c.value()
	}
	for range c.next() % 16 {
		cmd.Operations = append(cmd.Operations, aero.Operation{
			Type: aero.OpType(c.next() % 20), Bin: string(c.take(int(c.next() % 4))), Value: c.value(),
		})
	}
	return cmd
}

// FuzzExecute runs arbitrary commands one after the other on a record. None may crash; a refusal changes nothing; what
// is stored must be a record within the limits that reads the same again; answers stay within their limit.
func FuzzExecute(f *testing.F) {
	f.Add([]byte{8, 0, 0, 0, 0, 0, 1, 2, 2, 1, 'a', 1, 8, 0, 0, 0, 0, 0, 0, 0, 1, 5, 1, 'a', 1, 8, 0, 0, 0, 0, 0, 0, 0, 2})
	f.Add([]byte{9, 16, 0, 3, 1, 0, 0, 3, 1, 'k', 3, 9, 1, 's', 3, 2, 'x', 'y', 10, 1, 's', 3, 1, 'z', 1, 1, 's', 0, 0})
	f.Fuzz(func(t *testing.T, input []byte) {
		config := Config{MaxRecordSize: 2000, MaxResultBytes: 3000, MaxScratchBytes: 10_000, ReadTouchPercent: 10}
		rules := NewRules(config, NewNames(8))
		evaluator := NewEvaluator(rules, &testSets{ids: map[string]uint16{}, limit: 2})
		c := commandReader{rest: input}
		cur := &Current{}
		var res aero.RecordResult
		for range 8 {
			cmd := c.command()
			if cmd.Flags&aero.FlagWrite == 0 {
				rules.Read(&cmd, cur, testNow, &res)
				continue
			}
			out := evaluator.Execute(&cmd, cur, testNow, &res)
			switch {
			case out.Code != res.Code || out.Code != aero.CodeOK && (out.Change != ChangeNone || len(res.Bins) > 0):
				t.Fatalf("%+v: refused with %+v, result %+v", cmd, out, res)
			case len(res.Memory) > config.MaxResultBytes:
				t.Fatalf("an answer of %d bytes", len(res.Memory))
			case out.Change == ChangeDelete:
				cur = &Current{}
			case out.Change == ChangePut:
				cur = stored(t, &out, cmd.Set)
			}
		}
	})
}

// stored returns the record that an outcome stores as the next command sees it.
func stored(t *testing.T, out *Outcome, set string) *Current {
	t.Helper()
	record, err := layout.Decode(bytes.Clone(out.Value))
	if err != nil || record.Header != out.Header {
		t.Fatalf("stored %x: %v", out.Value, err)
	}
	seen := map[layout.Name]bool{}
	for bins := record.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return &Current{Exists: true, Record: record, SetName: set}
		}
		if seen[bin.Name] {
			t.Fatalf("bin %q twice", bin.Name)
		}
		seen[bin.Name] = true
		if _, code := normalise(new(arena), bin.Value); code != aero.CodeOK {
			t.Fatalf("bin %q holds %v, which no write may store", bin.Name, bin.Value)
		}
	}
}
