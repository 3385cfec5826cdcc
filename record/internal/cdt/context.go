package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// state says whether the list or map under work exists.
type state uint8

// The states.
const (
	stateExists state = iota
	// stateNoBin means that there is no bin.
	stateNoBin
	// stateNew means that the context creates it inside of a bin that exists.
	stateNew
)

// place is where the list or map under work stands.
type place struct {
	state  state
	target []byte  // its bytes, if it exists
	frames []frame // the lists and maps around it, from the outside in
	wraps  []wrap  // those that the context creates around it, from the outside in
}

// depth returns how many lists and maps surround the one under work.
func (p *place) depth() int { return len(p.frames) + len(p.wraps) }

// frame is a list or map that exists, and where in it the next one stands.
type frame struct {
	c        *coll.Collection
	position int
	// insert says that the next one does not exist yet and comes to stand at the position.
	insert  bool
	padding int    // nils before an inserted list element
	key     []byte // the key of an inserted pair
}

// step is one level of a context.
type step struct {
	kind     uint64
	value    []byte
	storable bool
}

// number returns the step's index or rank.
func (s *step) number() (int64, bool) {
	n, _, ok := pack.Integer(s.value)
	return n, ok
}

// creates reports whether the step may create what it does not find.
func (s *step) creates() bool { return s.kind&createMask != 0 }

// valid reports whether the step has a type that exists. Only a step that says whether it means a list or a map may
// create one.
func (s *step) valid() bool {
	if s.kind&contextBaseMask > contextValue {
		return false
	}
	return s.kind&(contextList|contextMap) != 0 || s.kind&(createMask|createIndexed) == 0
}

// steps reads a context.
func (r *reader) steps() ([]step, bool) {
	count, ok := r.list()
	if !ok || count == 0 || count%2 != 0 || count/2 >= aero.MaxValueDepth {
		return nil, false
	}
	steps := make([]step, count/2)
	for i := range steps {
		kind, ok := r.integer()
		if !ok {
			return nil, false
		}
		steps[i].kind = uint64(kind)
		if steps[i].value, steps[i].storable, ok = r.value(); !ok {
			return nil, false
		}
	}
	return steps, true
}

// contextParameters is how many parameters the operation in a context has: the context and the operation.
const contextParameters = 2

// descend follows the context of a request to the list or map under work, and returns the request inside.
func (w *work) descend(value aero.Particle, req request) (request, aero.ResultCode) {
	if req.parameters != contextParameters {
		return req, aero.CodeParameter
	}
	switch {
	case value.Type == aero.ParticleNil && w.modifies():
		w.at.state = stateNoBin
	case value.Type != aero.ParticleList && value.Type != aero.ParticleMap:
		return req, aero.CodeParameter
	}
	steps, ok := req.rest.steps()
	if !ok {
		return req, aero.CodeParameter
	}
	w.at.target = value.Data
	if code := w.follow(steps); code != aero.CodeOK {
		return req, code
	}
	inner, ok := req.rest.request()
	switch {
	case !ok:
		return req, aero.CodeParameter
	case w.at.state == stateExists && pack.KindOf(w.at.target) != inner.code.kind():
		return req, aero.CodeIncompatibleType
	}
	return inner, aero.CodeOK
}

// follow goes down the steps.
func (w *work) follow(steps []step) aero.ResultCode {
	for i := range steps {
		if !steps[i].valid() {
			return aero.CodeOpNotApplicable
		}
		if w.at.state == stateNoBin {
			return w.create(steps[i:])
		}
		if code := w.enter(&steps[i]); code != aero.CodeOK {
			return code
		}
		if w.at.state == stateNew {
			return w.createInside(steps[i+1:])
		}
	}
	return aero.CodeOK
}

// enter goes down one step, into a list or map that exists.
func (w *work) enter(s *step) aero.ResultCode {
	c, ok := coll.Parse(w.at.target)
	if !ok {
		return aero.CodeOpNotApplicable
	}
	wrong := uint64(contextMap)
	if c.IsMap() {
		wrong = contextList
	}
	if s.kind&wrong != 0 {
		return aero.CodeOpNotApplicable
	}
	f, code := w.find(c, s)
	if code != aero.CodeOK {
		return code
	}
	if f.insert {
		w.at.state, w.at.target = stateNew, nil
	} else {
		w.at.target = c.Value(f.position)
	}
	w.at.frames = append(w.at.frames, f)
	return aero.CodeOK
}

// find returns where in a list or map a step leads.
func (w *work) find(c *coll.Collection, s *step) (frame, aero.ResultCode) {
	switch s.kind & contextBaseMask {
	case contextValue:
		return findValue(c, s)
	case contextKey:
		return w.findKey(c, s)
	case contextRank:
		if c.IsMap() || !c.Ordered() {
			return findNumber(c, s, c.PositionOfRank)
		}
	default:
		if c.IsMap() {
			return findNumber(c, s, c.PositionOfIndex)
		}
	}
	return w.findElement(c, s)
}

// findNumber finds a member by its index or rank.
func findNumber(c *coll.Collection, s *step, position func(int) int) (frame, aero.ResultCode) {
	n, ok := s.number()
	run, found := coll.One(n, c.Len())
	if !ok || !found {
		return frame{}, aero.CodeOpNotApplicable
	}
	return frame{c: c, position: position(run.Start)}, aero.CodeOK
}

// findValue finds a member by its value: of a map the first by rank, of a list the first as stored.
func findValue(c *coll.Collection, s *step) (frame, aero.ResultCode) {
	if c.RanksKept() {
		c.SearchRanks()
		if rank := c.CountBelow(s.value); rank < c.CountUpTo(s.value) {
			return frame{c: c, position: c.PositionOfRank(rank)}, aero.CodeOK
		}
		return frame{}, aero.CodeOpNotApplicable
	}
	for position := range c.Len() {
		if pack.Compare(c.Value(position), s.value) == 0 {
			return frame{c: c, position: position}, aero.CodeOK
		}
	}
	return frame{}, aero.CodeOpNotApplicable
}
