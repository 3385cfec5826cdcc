package record

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// model is a second, simple implementation of what the random commands of these tests do: maps and copies, and no
// thought for speed.
type model struct {
	records map[aero.Digest]*modelRecord
	now     func() uint64
}

// modelRecord is a record of the model.
type modelRecord struct {
	set        string
	generation uint32
	void       uint32
	updated    uint64
	bins       map[string]aero.Particle
}

// modelAnswer is what a command is answered with. Bins are sorted where the command reads all of them.
type modelAnswer struct {
	code       aero.ResultCode
	generation uint32
	void       uint32
	bins       string
}

// live returns the record if it exists and has not expired.
func (m *model) live(d aero.Digest) *modelRecord {
	r := m.records[d]
	if r == nil || r.void != 0 && uint64(r.void) < m.now()/1000 {
		return nil
	}
	return r
}

// execute carries out a command.
func (m *model) execute(cmd *aero.RecordCommand) modelAnswer {
	r := m.live(cmd.Digest)
	switch {
	case cmd.Flags&aero.FlagWrite == 0:
		return m.read(r)
	case cmd.Flags&aero.FlagDelete != 0:
		return m.remove(cmd, r)
	}
	return m.write(cmd, r)
}

// read answers a get of all bins.
func (m *model) read(r *modelRecord) modelAnswer {
	if r == nil {
		return modelAnswer{code: aero.CodeNotFound}
	}
	return modelAnswer{generation: r.generation, void: r.void, bins: r.show()}
}

// show writes the bins, sorted.
func (r *modelRecord) show() string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(r.bins)) {
		words = append(words, show(&aero.RecordResult{Bins: []aero.Bin{{Name: name, Value: r.bins[name]}}}))
	}
	return strings.Join(words, " ")
}

// remove answers a delete.
func (m *model) remove(cmd *aero.RecordCommand, r *modelRecord) modelAnswer {
	if r == nil {
		return modelAnswer{code: aero.CodeNotFound}
	}
	if cmd.Flags&aero.FlagGenerationEqual != 0 && cmd.Generation != r.generation {
		return modelAnswer{code: aero.CodeGeneration}
	}
	delete(m.records, cmd.Digest)
	return modelAnswer{}
}

// write answers a write with its policies.
func (m *model) write(cmd *aero.RecordCommand, r *modelRecord) modelAnswer {
	refused := modelAnswer{}
	old := &modelRecord{set: cmd.Set, bins: map[string]aero.Particle{}}
	if r != nil {
		old, refused.generation, refused.void = r, r.generation, r.void
	}
	refuse := func(code aero.ResultCode) modelAnswer { refused.code = code; return refused }
	touches := slices.ContainsFunc(cmd.Operations, func(op aero.Operation) bool { return op.Type == aero.OpTouch })
	replaces := cmd.Flags&(aero.FlagReplaceOnly|aero.FlagCreateOrReplace) != 0
	for _, op := range cmd.Operations {
		harmless := op.Type == aero.OpRead || op.Type == aero.OpWrite && op.Value.Type != aero.ParticleNil
		if replaces && !harmless {
			return modelAnswer{code: aero.CodeParameter}
		}
	}
	switch {
	case r == nil && (touches || cmd.Flags&(aero.FlagUpdateOnly|aero.FlagReplaceOnly) != 0):
		return refuse(aero.CodeNotFound)
	case r != nil && cmd.Flags&aero.FlagCreateOnly != 0:
		return refuse(aero.CodeRecordExists)
	case cmd.Flags&aero.FlagGenerationEqual != 0 && cmd.Generation != old.generation:
		return refuse(aero.CodeGeneration)
	case old.set != cmd.Set:
		return refuse(aero.CodeParameter)
	}
	next := &modelRecord{set: old.set, generation: old.generation + 1, updated: m.now(), bins: map[string]aero.Particle{}}
	if !replaces {
		next.bins = maps.Clone(old.bins)
	}
	had := len(next.bins)
	next.void = m.voidTime(cmd.TTLSeconds, r)
	answer, code := next.operate(cmd)
	switch {
	case code != aero.CodeOK:
		return refuse(code)
	case len(next.bins) == 0 && had == 0:
		return refuse(aero.CodeNotFound)
	case len(next.bins) == 0:
		delete(m.records, cmd.Digest)
		return modelAnswer{bins: answer}
	}
	m.records[cmd.Digest] = next
	return modelAnswer{generation: next.generation, void: next.void, bins: answer}
}

// voidTime returns when the record expires that is written now.
func (m *model) voidTime(ttl uint32, r *modelRecord) uint32 {
	switch {
	case ttl == aero.TTLKeep && r != nil:
		return r.void
	case ttl == aero.TTLKeep, ttl == aero.TTLNever, ttl == aero.TTLDefault:
		return 0
	}
	return uint32(m.now()/1000) + ttl
}

// operate carries out the operations and returns what the reads among them answer.
func (r *modelRecord) operate(cmd *aero.RecordCommand) (answer string, code aero.ResultCode) {
	var res aero.RecordResult
	for _, op := range cmd.Operations {
		old, exists := r.bins[op.Bin]
		switch op.Type {
		case aero.OpRead:
			if exists {
				res.Bins = append(res.Bins, aero.Bin{Name: op.Bin, Value: old})
			}
		case aero.OpDelete:
			clear(r.bins)
		case aero.OpTouch:
		case aero.OpWrite:
			r.bins[op.Bin] = op.Value
			if op.Value.Type == aero.ParticleNil {
				delete(r.bins, op.Bin)
			}
		default:
			value, code := modelModify(op, old)
			if code != aero.CodeOK {
				return "", code
			}
			r.bins[op.Bin] = value
		}
	}
	return show(&res), aero.CodeOK
}

// modelModify adds to integers and joins strings.
func modelModify(op aero.Operation, old aero.Particle) (aero.Particle, aero.ResultCode) {
	switch {
	case old.Type == aero.ParticleNil:
		return op.Value, aero.CodeOK
	case old.Type != op.Value.Type, (op.Type == aero.OpAdd) != (old.Type == aero.ParticleInteger):
		return old, aero.CodeIncompatibleType
	case op.Type == aero.OpAdd:
		return integer(int64(binary.BigEndian.Uint64(old.Data) + binary.BigEndian.Uint64(op.Value.Data))), aero.CodeOK
	case op.Type == aero.OpAppend:
		return text(string(old.Data) + string(op.Value.Data)), aero.CodeOK
	}
	return text(string(op.Value.Data) + string(old.Data)), aero.CodeOK
}

// truncate removes the records that were last written before now.
func (m *model) truncate(set string) {
	now := m.now()
	for d, r := range m.records {
		if (set == "" || r.set == set) && r.updated < now {
			delete(m.records, d)
		}
	}
}
