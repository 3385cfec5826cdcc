package client

import (
	"encoding/hex"

	"github.com/aerolith/aerolith/aero"
)

// subject says what a call is about. It names a record by its digest: keys do not belong into logs.
type subject struct {
	namespace, set string
	// digest counts if record is set.
	digest aero.Digest
	record bool
}

// subjectOf describes a record.
func subjectOf(key *aero.Key) subject {
	return subject{namespace: key.Namespace, set: key.Set, digest: key.Digest, record: true}
}

// String returns namespace, set and digest, as far as there are any.
func (s subject) String() string {
	text := make([]byte, 0, len(s.namespace)+len(s.set)+len("/ digest ")+hex.EncodedLen(aero.DigestSize))
	text = append(text, s.namespace...)
	if s.set != "" {
		text = append(append(text, '/'), s.set...)
	}
	if s.record {
		text = hex.AppendEncode(append(text, " digest "...), s.digest[:])
	}
	return string(text)
}
