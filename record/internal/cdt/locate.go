package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// Locate returns the value inside of a list or map bin that a context leads to. The context is a list of step types and
// values in turn, as indexes and expressions have it; its steps create nothing. The result may alias the value. found
// is false if the context makes no sense or leads nowhere.
func Locate(value aero.Particle, context []byte) (inner aero.Particle, found bool) {
	if value.Type != aero.ParticleList && value.Type != aero.ParticleMap {
		return aero.Particle{}, false
	}
	r := reader{rest: context}
	steps, ok := r.steps()
	if !ok || len(r.rest) > 0 {
		return aero.Particle{}, false
	}
	w := &work{limit: readOnly}
	w.at.target = value.Data
	if w.follow(steps) != aero.CodeOK {
		return aero.Particle{}, false
	}
	return pack.Particle(w.at.target)
}

// ValidContext reports whether Locate can follow the context: a list of steps in their shortest form that create nothing.
func ValidContext(context []byte) bool {
	r := reader{rest: context}
	steps, ok := r.steps()
	if !ok || len(r.rest) > 0 {
		return false
	}
	for i := range steps {
		if !steps[i].valid() || steps[i].creates() {
			return false
		}
	}
	return true
}
