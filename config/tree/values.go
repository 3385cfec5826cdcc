package tree

import "iter"

// Values are the values of a context by the names of their options, in the order in which they were set first. A context has few
// of them, so they are looked for one by one. The zero Values are empty.
type Values struct{ entries []entry }

// entry is one value with its name.
type entry struct {
	name  string
	value Value
}

// Len returns how many values there are.
func (v *Values) Len() int { return len(v.entries) }

// All returns the names and values.
func (v *Values) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for i := range v.entries {
			if !yield(v.entries[i].name, v.entries[i].value) {
				return
			}
		}
	}
}

// Get returns a value and whether there is one.
func (v *Values) Get(name string) (Value, bool) {
	if found := v.find(name); found != nil {
		return found.value, true
	}
	return Value{}, false
}

// find returns the entry of a name, nil if there is none.
func (v *Values) find(name string) *entry {
	for i := range v.entries {
		if v.entries[i].name == name {
			return &v.entries[i]
		}
	}
	return nil
}

// Set sets a value, in the place of one that is there.
func (v *Values) Set(name string, value Value) {
	if found := v.find(name); found != nil {
		found.value = value
		return
	}
	v.entries = append(v.entries, entry{name, value})
}

// Grow makes room for more values, so that setting them takes no memory one by one.
func (v *Values) Grow(count int) {
	if len(v.entries)+count > cap(v.entries) {
		v.entries = append(make([]entry, 0, len(v.entries)+count), v.entries...)
	}
}

// Keep removes the values for which a function reports false.
func (v *Values) Keep(keep func(name string, value Value) bool) {
	kept := make([]entry, 0, len(v.entries))
	for _, e := range v.entries {
		if keep(e.name, e.value) {
			kept = append(kept, e)
		}
	}
	v.entries = kept
}

// Delete removes a value.
func (v *Values) Delete(name string) {
	v.Keep(func(other string, _ Value) bool { return other != name })
}

// copyFrom sets all values of another one.
func (v *Values) copyFrom(other *Values) {
	v.Grow(len(other.entries))
	if len(v.entries) == 0 {
		v.entries = append(v.entries, other.entries...)
		return
	}
	for _, e := range other.entries {
		v.Set(e.name, e.value)
	}
}
