package wire

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// randomName makes a name of at most limit bytes.
func randomName(r *rand.Rand, limit int) string {
	return strings.Repeat(string(rune('a'+r.IntN(26))), r.IntN(limit+1))
}

// randomBytes makes up to 40 bytes, nil for none.
func randomBytes(r *rand.Rand) []byte {
	b := make([]byte, r.IntN(40))
	if len(b) == 0 {
		return nil
	}
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// randomParticle makes a particle of any type.
func randomParticle(r *rand.Rand) aero.Particle {
	return aero.Particle{Type: aero.ParticleType(r.IntN(24)), Data: randomBytes(r)}
}

// randomDigest makes a digest.
func randomDigest(r *rand.Rand) (d aero.Digest) {
	for i := range d {
		d[i] = byte(r.Uint32())
	}
	return d
}

// randomRecord makes a command on one record with everything that a batch row can carry too.
func randomRecord(r *rand.Rand) aero.RecordCommand {
	c := aero.RecordCommand{
		Namespace: randomName(r, MaxNamespaceLength), Set: randomName(r, MaxSetLength), Digest: randomDigest(r),
		Flags: aero.Flags(r.IntN(1 << 13)),
	}
	if r.IntN(2) == 0 {
		c.Key = aero.Particle{Type: aero.ParticleString, Data: randomBytes(r)}
	}
	c.Filter = randomBytes(r)
	if r.IntN(3) == 0 {
		c.Transaction = randomTransaction(r)
	}
	if c.Flags&aero.FlagWrite != 0 && r.IntN(4) == 0 {
		c.Function = &aero.Function{Module: "module" + randomName(r, 9), Name: randomName(r, 9), Arguments: []byte{emptyList}}
	}
	if c.Flags&aero.FlagWrite != 0 {
		c.TTLSeconds, c.Generation = r.Uint32(), uint32(r.IntN(1<<16))
	} else {
		c.ReadTouchPercent = int8(r.IntN(102) - 1)
	}
	for range r.IntN(6) {
		c.Operations = append(c.Operations, aero.Operation{
			Type: aero.OpType(r.IntN(20)), Bin: randomName(r, MaxBinNameLength), Value: randomParticle(r),
		})
	}
	return c
}

// randomTransaction makes what ties a command to a transaction.
func randomTransaction(r *rand.Rand) aero.Transaction {
	return aero.Transaction{
		ID: r.Uint64(), Version: r.Uint64() >> 8, DeadlineSeconds: r.Uint32(), Step: aero.TransactionStep(r.IntN(4)),
		LockOnce: r.IntN(2) == 0,
	}
}

// randomBatch makes a batch in which some entries repeat the one before.
func randomBatch(r *rand.Rand) (aero.BatchCommand, []uint32) {
	b := aero.BatchCommand{StopAtFailure: r.IntN(2) == 0, Timeout: time.Duration(r.IntN(1e6)) * time.Millisecond}
	var indexes []uint32
	for i := range 1 + r.IntN(8) {
		c := randomRecord(r)
		if i > 0 && r.IntN(2) == 0 && b.Entries[i-1].Key.Type == aero.ParticleNil {
			c = b.Entries[i-1]
			c.Digest = randomDigest(r)
		}
		c.Timeout = b.Timeout
		b.Entries = append(b.Entries, c)
		indexes = append(indexes, r.Uint32())
	}
	return b, indexes
}

// randomScan makes a scan whose resumed partitions come last, as a message has them.
func randomScan(r *rand.Rand) aero.ScanCommand {
	s := aero.ScanCommand{
		Namespace: randomName(r, MaxNamespaceLength), Set: randomName(r, MaxSetLength),
		NoBinData: r.IntN(2) == 0, MaxRecords: r.Uint64() >> r.IntN(64), RecordsPerSecond: r.Uint32() >> r.IntN(32),
		Filter: randomBytes(r), SocketTimeout: time.Duration(r.IntN(1e6)) * time.Millisecond,
	}
	ids := r.Perm(aero.PartitionCount)[:1+r.IntN(50)]
	whole := r.IntN(len(ids) + 1)
	for i, n := range ids {
		p := aero.PartitionRange{ID: aero.PartitionID(n)}
		if i >= whole {
			d := randomDigest(r)
			d[0], d[1] = byte(n), byte(n>>8)|d[1]&0xf0
			p.After = &d
		}
		s.Partitions = append(s.Partitions, p)
	}
	if s.Index = randomRange(r); s.Index != nil {
		for i := range s.Partitions {
			if s.Partitions[i].After != nil {
				s.Partitions[i].AfterValue = int64(r.Uint64())
			}
		}
	}
	if r.IntN(4) == 0 && !s.NoBinData {
		s.Operations = []aero.Operation{{Type: aero.OpCDTRead, Bin: "list", Value: randomParticle(r)}}
		return s
	}
	for range r.IntN(4) {
		s.Bins = append(s.Bins, randomName(r, MaxBinNameLength))
	}
	return s
}

// randomRange makes a range in an index, or none.
func randomRange(r *rand.Rand) *aero.IndexRange {
	x := &aero.IndexRange{Type: aero.ParticleInteger, From: -int64(r.Uint32()), To: int64(r.Uint32())}
	if r.IntN(2) == 0 {
		x.Type, x.From, x.To, x.Value = aero.ParticleString, 0, 0, []byte("value")
	}
	switch r.IntN(4) {
	case 0:
		return nil
	case 1:
		x.Name = "index"
	case 2:
		x.Expression = []byte{1, 2, 3}
	default:
		x.Bin, x.Source, x.Context = "bin", aero.IndexSource(r.IntN(4)), []byte{0x92, 0x10, 0x01}
	}
	return x
}

// randomResult makes the outcome of a command.
func randomResult(r *rand.Rand) aero.RecordResult {
	result := aero.RecordResult{Code: aero.ResultCode(r.IntN(256)), Generation: r.Uint32(), VoidTime: r.Uint32()}
	for range r.IntN(6) {
		result.Bins = append(result.Bins, aero.Bin{Name: randomName(r, MaxBinNameLength), Value: randomParticle(r)})
	}
	return result
}
