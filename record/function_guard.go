package record

import (
	"bytes"

	"github.com/aerolith/aerolith/aero"
)

// guard keeps a write from happening on a record that has changed since the write was computed from it. The committer
// looks at it when the write's turn has come.
type guard struct {
	// present says that there was a stored record, stored is what it was, byte for byte.
	present bool
	stored  []byte
	// wanted says which records a job is about; nil for a command of its own.
	wanted *jobWrite
	// changed says that the record was found changed; the write did not happen then.
	changed bool
}

// holds reports whether the record found is the one that the guard has seen, and notes whether it is not: what it noted before
// was about a group that was given up.
func (g *guard) holds(c *committer, digest aero.Digest, res *aero.RecordResult) bool {
	g.changed = false
	if c.found.present == g.present && bytes.Equal(c.found.stored, g.stored) {
		if g.wanted != nil && !g.wanted.stillWanted(c, digest) {
			answerCode(res, aero.CodeNotFound)
			return false
		}
		return true
	}
	g.changed = true
	answerCode(res, aero.CodeKeyBusy)
	return false
}
