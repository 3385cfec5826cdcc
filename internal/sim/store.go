package sim

import (
	"bytes"
	"slices"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// recordKey finds a record.
type recordKey struct {
	namespace string
	digest    aero.Digest
}

// record is a stored record.
type record struct {
	set        string
	key        aero.Particle
	generation uint32
	voidTime   uint32
	// updated is when it was written, by the cluster's clock.
	updated time.Time
	bins    []aero.Bin
}

// clone returns a copy of which no memory is shared with requests.
func (r *record) clone() *record {
	c := &record{set: r.set, key: cloned(r.key), generation: r.generation, voidTime: r.voidTime, updated: r.updated, bins: slices.Clone(r.bins)}
	for i := range c.bins {
		c.bins[i].Value = cloned(c.bins[i].Value)
	}
	return c
}

// same reports whether another record is the same one in the same state. Records that are moved between nodes are copied.
func (r *record) same(other *record) bool {
	if r == other {
		return true
	}
	return r.set == other.set && r.generation == other.generation && r.updated.Equal(other.updated) &&
		slices.EqualFunc(r.bins, other.bins, func(a, b aero.Bin) bool {
			return a.Name == b.Name && a.Value.Type == b.Value.Type && bytes.Equal(a.Value.Data, b.Value.Data)
		})
}

// cloned returns a copy of a particle.
func cloned(p aero.Particle) aero.Particle {
	return aero.Particle{Type: p.Type, Data: bytes.Clone(p.Data)}
}

// record executes a command on one record. Commands for partitions that the node has no copy of, and writes to those
// of which it is not master, are answered with CodeUnavailable: a client must know better. The lock is held.
func (n *Node) record(cmd *aero.RecordCommand, result *aero.RecordResult) {
	owners := n.cluster.owners(cmd.Digest.Partition())
	isWrite := cmd.Flags&aero.FlagWrite != 0
	switch {
	case !slices.Contains(n.cluster.namespaces, cmd.Namespace):
		result.Code = aero.CodeNamespace
	case !slices.Contains(owners, n) || isWrite && owners[0] != n:
		result.Code = aero.CodeUnavailable
	case !isSimple(cmd) || n.cluster.transactional():
		n.evaluate(cmd, result, owners)
	case isWrite:
		result.Code = n.write(cmd, result, owners)
	default:
		stored := n.records[recordKey{cmd.Namespace, cmd.Digest}]
		if stored == nil {
			result.Code = aero.CodeNotFound
			return
		}
		stored.read(cmd, result)
	}
}

// read fills the result of a read.
func (r *record) read(cmd *aero.RecordCommand, result *aero.RecordResult) {
	result.Generation, result.VoidTime = r.generation, r.voidTime
	if cmd.Flags&aero.FlagNoBinData != 0 {
		return
	}
	if cmd.Flags&aero.FlagReadAllBins != 0 {
		result.Bins = append(result.Bins, r.bins...)
		return
	}
	for i := range cmd.Operations {
		if at := r.bin(cmd.Operations[i].Bin); at >= 0 && cmd.Operations[i].Type == aero.OpRead {
			result.Bins = append(result.Bins, r.bins[at])
		}
	}
}

// bin returns the place of a bin, -1 for none.
func (r *record) bin(name string) int {
	return slices.IndexFunc(r.bins, func(b aero.Bin) bool { return b.Name == name })
}

// write executes a write on all copies.
func (n *Node) write(cmd *aero.RecordCommand, result *aero.RecordResult, owners []*Node) aero.ResultCode {
	key := recordKey{cmd.Namespace, cmd.Digest}
	stored := n.records[key]
	exists := stored != nil
	switch {
	case exists && cmd.Flags&aero.FlagCreateOnly != 0:
		return aero.CodeRecordExists
	case !exists && cmd.Flags&(aero.FlagUpdateOnly|aero.FlagReplaceOnly|aero.FlagDelete) != 0:
		return aero.CodeNotFound
	case exists && cmd.Flags&aero.FlagGenerationEqual != 0 && cmd.Generation != stored.generation:
		return aero.CodeGeneration
	case cmd.Flags&aero.FlagDelete != 0:
		n.cluster.replicate(owners, key, nil)
		return aero.CodeOK
	}
	if len(cmd.Operations) == 0 {
		return aero.CodeParameter
	}
	next := &record{set: cmd.Set}
	if exists {
		next = stored.clone()
	}
	if cmd.Flags&(aero.FlagCreateOrReplace|aero.FlagReplaceOnly) != 0 {
		next.bins = nil
	}
	if cmd.Key.Type != aero.ParticleNil {
		next.key = cloned(cmd.Key)
	}
	if code := next.apply(cmd, result); code != aero.CodeOK {
		result.Bins = result.Bins[:0]
		return code
	}
	if next.size() > recordSizeMax {
		return aero.CodeRecordTooBig
	}
	next.generation++
	next.voidTime = n.voidTime(cmd.TTLSeconds)
	n.cluster.replicate(owners, key, next)
	result.Generation, result.VoidTime = next.generation, next.voidTime
	return aero.CodeOK
}

// assign sets one bin; a nil value removes it.
func (r *record) assign(name string, value aero.Particle) {
	at := r.bin(name)
	switch {
	case value.Type == aero.ParticleNil && at >= 0:
		r.bins = slices.Delete(r.bins, at, at+1)
	case value.Type == aero.ParticleNil:
	case at >= 0:
		r.bins[at].Value = value
	default:
		r.bins = append(r.bins, aero.Bin{Name: name, Value: value})
	}
}

// batch executes a batch and returns the answer. The lock is held.
func (n *Node) batch(request *wire.BatchRequest) []byte {
	out, start := wire.BeginFrame(nil)
	for i := range request.Command.Entries {
		var result aero.RecordResult
		n.record(&request.Command.Entries[i], &result)
		out = wire.AppendBatchRow(out, request.Indexes[i], &result)
	}
	return wire.EndFrame(wire.AppendEnd(out, aero.CodeOK), start, wire.TypeMessage)
}

// scan executes a scan and returns the answer, one frame for each record so that cuts hit between records too. The
// lock is held.
func (n *Node) scan(cmd *aero.ScanCommand) []byte {
	var out []byte
	sent := uint64(0)
	for _, part := range cmd.Partitions {
		owners := n.cluster.owners(part.ID)
		if len(owners) == 0 || owners[0] != n {
			frame, start := wire.BeginFrame(out)
			out = wire.EndFrame(wire.AppendPartitionDone(frame, part.ID, aero.CodeUnavailable), start, wire.TypeMessage)
			continue
		}
		for _, digest := range n.digests(cmd, part) {
			if cmd.MaxRecords > 0 && sent == cmd.MaxRecords {
				break
			}
			sent++
			frame, start := wire.BeginFrame(out)
			result := n.records[recordKey{cmd.Namespace, digest}].found(digest, cmd)
			out = wire.EndFrame(wire.AppendScanRecord(frame, cmd, result), start, wire.TypeMessage)
		}
	}
	frame, start := wire.BeginFrame(out)
	return wire.EndFrame(wire.AppendEnd(frame, aero.CodeOK), start, wire.TypeMessage)
}

// digests returns what a scan visits in a partition, in order.
func (n *Node) digests(cmd *aero.ScanCommand, part aero.PartitionRange) []aero.Digest {
	var found []aero.Digest
	for key, r := range n.records {
		if key.namespace != cmd.Namespace || cmd.Set != "" && r.set != cmd.Set || key.digest.Partition() != part.ID {
			continue
		}
		if part.After == nil || bytes.Compare(key.digest[:], part.After[:]) > 0 {
			found = append(found, key.digest)
		}
	}
	slices.SortFunc(found, func(a, b aero.Digest) int { return bytes.Compare(a[:], b[:]) })
	return found
}

// found returns a scanned record as a result.
func (r *record) found(digest aero.Digest, cmd *aero.ScanCommand) *aero.RecordResult {
	result := &aero.RecordResult{Digest: digest, Set: r.set, Key: r.key, Generation: r.generation, VoidTime: r.voidTime}
	for _, bin := range r.bins {
		if len(cmd.Bins) == 0 || slices.Contains(cmd.Bins, bin.Name) {
			result.Bins = append(result.Bins, bin)
		}
	}
	return result
}
