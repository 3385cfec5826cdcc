package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/sindex"
)

// compileIndexed makes the expression of an index.
func (n *namespace) compileIndexed(_ []byte, _ aero.ParticleType) (sindex.Expression, error) {
	return nil, refusal("index on an expression", aero.CodeUnsupportedFeature)
}
