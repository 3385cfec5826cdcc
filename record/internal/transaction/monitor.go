package transaction

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// The limits of transactions, those of an Aerospike server.
const (
	// DefaultSeconds is how long a transaction lives that does not say.
	DefaultSeconds = 10
	// MaxSeconds is the longest life that it may ask for.
	MaxSeconds = 120
	// MaxDigestBytes bounds the list of digests; it fits 4096 of them.
	MaxDigestBytes = 90 << 10
)

// Expired reports whether the transaction is past its deadline; now is in milliseconds since the protocol's epoch.
func (m *Monitor) Expired(now uint64) bool { return uint64(m.DeadlineSeconds)*1000 < now }

// Add carries out an operation on the list of digests. The code is that of cdt.Modify, or
// aero.CodeTransactionTooManyWrites past the limit, or aero.CodeParameter if something else than digests is added.
func (m *Monitor) Add(operand []byte) aero.ResultCode {
	old := aero.Particle{}
	if m.Digests != nil {
		old = aero.Particle{Type: aero.ParticleList, Data: m.Digests}
	}
	out, code := cdt.Modify(old, operand, MaxDigestBytes)
	switch {
	case code == aero.CodeRecordTooBig:
		return aero.CodeTransactionTooManyWrites
	case code != aero.CodeOK:
		return code
	case out.Value.Type != aero.ParticleList:
		return aero.CodeParameter
	case len(out.Value.Data) > MaxDigestBytes:
		return aero.CodeTransactionTooManyWrites
	}
	added := Monitor{Digests: out.Value.Data}
	if !added.each(func(aero.Digest) bool { return true }) {
		return aero.CodeParameter
	}
	m.Digests = out.Value.Data
	return aero.CodeOK
}

// Each calls visit with every digest until it returns false. Elements that are no digests are passed over.
func (m *Monitor) Each(visit func(digest aero.Digest) bool) { m.each(visit) }

// Has reports whether the transaction has announced to write a record.
func (m *Monitor) Has(digest aero.Digest) bool {
	found := false
	m.Each(func(d aero.Digest) bool {
		found = d == digest
		return !found
	})
	return found
}

// each is Each, and reports whether all elements that were visited are digests.
func (m *Monitor) each(visit func(digest aero.Digest) bool) bool {
	if m.Digests == nil {
		return true
	}
	head, ok := pack.ReadHead(m.Digests)
	if !ok || head.Kind != pack.KindList {
		return false
	}
	rest := m.Digests[head.Size:]
	all := true
	for range head.Count {
		content, size, ok := pack.Text(rest)
		if !ok {
			return false
		}
		rest = rest[size:]
		if len(content) != 1+aero.DigestSize || aero.ParticleType(content[0]) != aero.ParticleBlob {
			all = false
			continue
		}
		if !visit(aero.Digest(content[1:])) {
			return all
		}
	}
	return all
}
