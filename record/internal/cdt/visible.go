package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// Visible returns the value as clients see it: without the flag that an index is kept with a list or map. Other values
// are returned as they are; nothing is copied unless there is such a flag.
func Visible(value aero.Particle) aero.Particle {
	if value.Type != aero.ParticleList && value.Type != aero.ParticleMap {
		return value
	}
	head, ok := pack.ReadHead(value.Data)
	if !ok || head.Flags&pack.FlagIndexed == 0 {
		return value
	}
	data := make([]byte, 0, len(value.Data))
	data = pack.AppendHead(data, head.Kind, head.Flags&^pack.FlagIndexed, head.Count)
	return aero.Particle{Type: value.Type, Data: append(data, value.Data[head.Size:]...)}
}
