package eval

import "github.com/aerolith/aerolith/record/internal/layout"

// indexThreshold is how many bins are searched one by one. Beyond it an index keeps commands with thousands of
// operations on records with thousands of bins linear.
const indexThreshold = 32

// workingSet holds the bins of the record under construction.
type workingSet struct {
	bins  []layout.Bin
	index map[layout.Name]int
}

// load fills the set with the record's bins.
func (w *workingSet) load(r *layout.Record) {
	w.clear()
	for bins := r.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return
		}
		w.add(bin)
	}
}

// clear removes all bins.
func (w *workingSet) clear() {
	w.bins = w.bins[:0]
	if len(w.index) > 0 {
		clear(w.index)
	}
}

// find returns the place of the named bin, or -1.
func (w *workingSet) find(name layout.Name) int {
	if len(w.bins) > indexThreshold {
		if i, ok := w.index[name]; ok {
			return i
		}
		return -1
	}
	for i := range w.bins {
		if w.bins[i].Name == name {
			return i
		}
	}
	return -1
}

// add appends a bin whose name is not there yet.
func (w *workingSet) add(bin layout.Bin) {
	w.bins = append(w.bins, bin)
	switch n := len(w.bins); {
	case n == indexThreshold+1:
		w.buildIndex()
	case n > indexThreshold:
		w.index[bin.Name] = n - 1
	}
}

// buildIndex fills the index with all bins.
func (w *workingSet) buildIndex() {
	if w.index == nil {
		w.index = make(map[layout.Name]int, 2*indexThreshold)
	}
	clear(w.index)
	for i := range w.bins {
		w.index[w.bins[i].Name] = i
	}
}

// set gives the named bin a value, adding it if it is missing.
func (w *workingSet) set(bin layout.Bin) {
	if i := w.find(bin.Name); i >= 0 {
		w.bins[i].Value = bin.Value
		return
	}
	w.add(bin)
}

// remove drops the named bin, if it is there. The last bin takes its place.
func (w *workingSet) remove(name layout.Name) {
	i := w.find(name)
	if i < 0 {
		return
	}
	last := len(w.bins) - 1
	if len(w.bins) > indexThreshold {
		delete(w.index, name)
		if i != last {
			w.index[w.bins[last].Name] = i
		}
	}
	w.bins[i] = w.bins[last]
	w.bins = w.bins[:last]
}
