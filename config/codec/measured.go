package codec

import (
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// article names what an option wants.
func article(o *schema.Option) string {
	switch o.Type {
	case schema.List:
		return "a list"
	case schema.Bool:
		return "true or false"
	case schema.Int, schema.Size, schema.Time, schema.Float:
		return "a number"
	}
	return "a text"
}

// units are the units of numbers that are written with a unit of their own: a value beside a unit. Here k, m and g count in powers
// of 1000, and ki, mi and gi in powers of 1024.
func units() map[string]uint64 {
	return map[string]uint64{
		"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15,
		"ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30, "ti": 1 << 40, "pi": 1 << 50,
	}
}

// measured reads a number written as a value beside its unit.
func (r *documentReader) measured(d *document, o *schema.Option, into *tree.Node, steps []string) {
	value, unit := member(d, "value"), member(d, "unit")
	if value == nil || unit == nil || d.pairs() != 2 {
		r.value(o, "", steps, r.origin(d), invalid("want a number, or value and unit"))
		return
	}
	factor, known := units()[strings.ToLower(unit.text)]
	if o.Type == schema.Time {
		factor, known = map[string]uint64{"s": 1, "m": 60, "h": 3600, "d": 86400}[unit.text], true
	}
	n, err := strconv.ParseUint(value.text, 10, 64)
	if err != nil || !known || factor == 0 || n > (1<<64-1)/factor {
		r.value(o, "", steps, r.origin(unit), invalid("there is no such unit, or the number is too large"))
		return
	}
	r.single(into, o, strconv.FormatUint(n*factor, 10), steps, r.origin(value))
}
