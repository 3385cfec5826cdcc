package hll

import "github.com/aerolith/aerolith/aero"

// prepareInit takes what is left open from the bin.
func prepareInit(r *request, old sketch) aero.ResultCode {
	if old == nil {
		return r.prepareNew()
	}
	existing := old.shape()
	if r.shape.index == unset {
		r.shape.index = existing.index
	}
	if r.shape.minhash == unset {
		r.shape.minhash = existing.minhash
	}
	if !r.shape.valid() {
		return aero.CodeOpNotApplicable
	}
	return aero.CodeOK
}

// prepareNew settles the shape of a new sketch: the index bits must be known, a minimum hash is only made on request.
func (r *request) prepareNew() aero.ResultCode {
	if r.shape.index == unset {
		return aero.CodeOpNotApplicable
	}
	if r.shape.minhash == unset {
		r.shape.minhash = 0
	}
	return aero.CodeOK
}

// prepareAdd takes the shape from the bin, whatever the arguments say.
func prepareAdd(r *request, old sketch) aero.ResultCode {
	if old == nil {
		return r.prepareNew()
	}
	r.shape = old.shape()
	return aero.CodeOK
}

// prepareUnion makes a new bin in the shape that the sketches have in common. An existing one keeps its shape, unless
// it may be folded to what it has in common with them.
func prepareUnion(r *request, old sketch) aero.ResultCode {
	r.shape = commonShape(r.sketches)
	if old == nil {
		return aero.CodeOK
	}
	others, existing := r.shape, old.shape()
	r.shape.index = min(existing.index, others.index)
	if existing.minhash != others.minhash {
		r.shape.minhash = 0
	}
	if r.shape != existing && r.flags&flagAllowFold == 0 {
		return aero.CodeOpNotApplicable
	}
	return aero.CodeOK
}

// prepareRefresh needs a bin.
func prepareRefresh(r *request, old sketch) aero.ResultCode {
	if old == nil {
		return aero.CodeBinNotFound
	}
	r.shape = old.shape()
	return aero.CodeOK
}

// prepareFold needs a bin without minimum hash that has as many index bits at least.
func prepareFold(r *request, old sketch) aero.ResultCode {
	if old == nil {
		return aero.CodeBinNotFound
	}
	existing := old.shape()
	if existing.minhash > 0 || r.shape.index == unset || r.shape.index > existing.index {
		return aero.CodeOpNotApplicable
	}
	r.shape.minhash = 0
	return aero.CodeOK
}

// prepareIntersect needs the same minimum hash in the bin if there are more than two sketches beside it.
func prepareIntersect(r *request, k sketch) aero.ResultCode {
	if len(r.sketches) > maxWithoutMinhash && k.shape().minhash != r.sketches[0].shape().minhash {
		return aero.CodeOpNotApplicable
	}
	return aero.CodeOK
}
