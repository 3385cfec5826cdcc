package aero

import (
	"encoding/binary"
	"fmt"
	"hash"
	"math"
	"sync"

	//lint:ignore SA1019 the protocol prescribes RIPEMD-160
	"golang.org/x/crypto/ripemd160"
)

// Key names a record: namespace, set and user key, together with the digest that follows from set and user key.
// Keys are made by NewKey and its siblings, or by DigestKey where only the digest is known.
type Key struct {
	// Namespace is where the record lives.
	Namespace string
	// Set may be empty.
	Set string
	// User is the user key in its encoded form; ParticleNil if only the digest is known.
	User Particle
	// Digest identifies the record within the namespace.
	Digest Digest
}

// NewKey makes a key from a user key of any integer type, string or []byte. The byte slice is kept, not copied.
// It returns ErrUnsupportedKey for other types and for unsigned integers above the largest int64.
func NewKey(namespace, set string, user any) (Key, error) {
	switch v := user.(type) {
	case string:
		return StringKey(namespace, set, v), nil
	case []byte:
		return BytesKey(namespace, set, v), nil
	}
	n, ok := integerOf(user)
	if !ok {
		return Key{}, fmt.Errorf("key of type %T: %w", user, ErrUnsupportedKey)
	}
	return IntKey(namespace, set, n), nil
}

// IntKey makes a key from an integer.
func IntKey(namespace, set string, user int64) Key {
	data := binary.BigEndian.AppendUint64(nil, uint64(user))
	return userKey(namespace, set, Particle{Type: ParticleInteger, Data: data})
}

// StringKey makes a key from a string.
func StringKey(namespace, set, user string) Key {
	return userKey(namespace, set, Particle{Type: ParticleString, Data: []byte(user)})
}

// BytesKey makes a key from bytes; the slice is kept.
func BytesKey(namespace, set string, user []byte) Key {
	return userKey(namespace, set, Particle{Type: ParticleBlob, Data: user})
}

// DigestKey makes a key of which only the digest is known.
func DigestKey(namespace, set string, digest Digest) Key {
	return Key{Namespace: namespace, Set: set, Digest: digest}
}

// userKey completes a key by computing its digest.
func userKey(namespace, set string, user Particle) Key {
	return Key{Namespace: namespace, Set: set, User: user, Digest: ComputeDigest(set, user)}
}

// ComputeDigest returns the digest of a user key in a set: RIPEMD-160 over the set's name, the key's particle type
// and the key's bytes. It does not allocate in the steady state.
func ComputeDigest(set string, user Particle) Digest {
	h := borrowDigester()
	defer digesters.Put(h)
	h.input = append(h.input[:0], set...)
	h.input = append(h.input, byte(user.Type))
	h.input = append(h.input, user.Data...)
	h.hash.Reset()
	// A hash never fails to take its input.
	_, _ = h.hash.Write(h.input)
	h.output = h.hash.Sum(h.output[:0])
	if cap(h.input) > maxPooledInput {
		h.input = nil
	}
	return Digest(h.output)
}

// maxPooledInput is the largest key buffer, in bytes, that stays with a pooled digester: keys are short, and a rare
// long one must not pin its memory.
const maxPooledInput = 4096

// digester is a hash with its buffers.
type digester struct {
	// hash is a RIPEMD-160.
	hash hash.Hash
	// input and output are reused; they are on the heap once instead of at every call.
	input, output []byte
}

// digesters keeps idle digesters.
var digesters sync.Pool

// borrowDigester returns an idle digester, or a new one.
func borrowDigester() *digester {
	if h, ok := digesters.Get().(*digester); ok {
		return h
	}
	return &digester{hash: ripemd160.New(), output: make([]byte, 0, DigestSize)}
}

// integerOf returns the value of any Go integer type as int64, and whether it is one and fits.
func integerOf(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case int16:
		return int64(n), true
	case int8:
		return int64(n), true
	case uint8:
		return int64(n), true
	case uint16:
		return int64(n), true
	case uint32:
		return int64(n), true
	case uint:
		return int64(n), uint64(n) <= math.MaxInt64
	case uint64:
		return int64(n), n <= math.MaxInt64
	default:
		return 0, false
	}
}
