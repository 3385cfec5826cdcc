package loadgen

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// Object describes the bins of records.
type Object struct {
	// bins are the bins, named b1, b2 and so on.
	bins []shape
}

// The kinds of values, as the letters of a description.
const (
	kindInteger = 'I'
	kindString  = 'S'
	kindBytes   = 'B'
	kindDouble  = 'D'
	kindBool    = 'T'
	kindList    = '['
	kindMap     = '{'
)

// The bounds of descriptions.
const (
	maxBins       = 512
	maxValueBytes = 8 << 20
	maxElements   = 100_000
	maxNesting    = 8
	integerBytes  = 8
)

// shape describes one value.
type shape struct {
	kind byte
	// size is the number of bytes of I, S and B, the number of elements of lists and maps.
	size int
	// key and value are the members of lists and maps; lists have no key.
	key, value *shape
}

// ParseObject reads a description of records: values separated by commas, one for each bin.
//
//	I4         an integer of up to 4 bytes (1 to 8)
//	S20        a string of 20 letters
//	B100       100 bytes
//	D          a double
//	T          true or false
//	[5*I4]     a list of 5 integers
//	{9*S5:I4}  a map of 9 pairs, strings to integers
//
// Lists and maps nest. The error is ErrObject with the place.
func ParseObject(text string) (*Object, error) {
	p := &objectParser{rest: text, whole: text}
	o := &Object{}
	for {
		s, err := p.shape(0)
		if err != nil {
			return nil, err
		}
		if o.bins = append(o.bins, s); len(o.bins) > maxBins {
			return nil, p.fail(fmt.Sprint("at most ", maxBins, " bins"))
		}
		if p.rest == "" {
			break
		}
		if err := p.expect(","); err != nil {
			return nil, err
		}
	}
	for i := range o.bins {
		if size := o.bins[i].bytes(); size > maxValueBytes {
			return nil, fmt.Errorf("%w %q: %s holds %.0f bytes, more than the %d of a record", ErrObject, text, binName(i), size, maxValueBytes)
		}
	}
	return o, nil
}

// objectParser reads a description from the left.
type objectParser struct {
	rest, whole string
}

// fail returns an error with the place.
func (p *objectParser) fail(want string) error {
	return fmt.Errorf("%w %q: at %q: want %s", ErrObject, p.whole, p.rest, want)
}

// expect reads a text.
func (p *objectParser) expect(text string) error {
	rest, found := strings.CutPrefix(p.rest, text)
	if !found {
		return p.fail(strconv.Quote(text))
	}
	p.rest = rest
	return nil
}

// number reads a number within bounds.
func (p *objectParser) number(least, most int) (int, error) {
	length := len(p.rest) - len(strings.TrimLeft(p.rest, "0123456789"))
	n, err := strconv.Atoi(p.rest[:length])
	if err != nil || n < least || n > most {
		return 0, p.fail(fmt.Sprintf("a number from %d to %d", least, most))
	}
	p.rest = p.rest[length:]
	return n, nil
}

// shape reads one value.
func (p *objectParser) shape(depth int) (s shape, err error) {
	if p.rest == "" || depth > maxNesting {
		return s, p.fail(fmt.Sprintf("I, S, B, D, T, [ or {, at most %d deep", maxNesting))
	}
	s.kind = p.rest[0]
	p.rest = p.rest[1:]
	switch s.kind {
	case kindDouble, kindBool:
	case kindInteger:
		s.size, err = p.number(1, integerBytes)
	case kindString, kindBytes:
		s.size, err = p.number(0, maxValueBytes)
	case kindList:
		s.size, s.value, err = p.members("]", depth)
	case kindMap:
		return p.pairs(s, depth)
	default:
		p.rest = string(s.kind) + p.rest
		return s, p.fail("I, S, B, D, T, [ or {")
	}
	return s, err
}

// members reads the count and the shape of a list's elements, up to its end.
func (p *objectParser) members(end string, depth int) (count int, member *shape, err error) {
	if count, err = p.number(0, maxElements); err != nil {
		return 0, nil, err
	}
	if err := p.expect("*"); err != nil {
		return 0, nil, err
	}
	s, err := p.shape(depth + 1)
	if err != nil {
		return 0, nil, err
	}
	return count, &s, p.expect(end)
}

// pairs reads the rest of a map.
func (p *objectParser) pairs(s shape, depth int) (shape, error) {
	count, key, err := p.members(":", depth)
	if err != nil {
		return s, err
	}
	if key.kind != kindInteger && key.kind != kindString && key.kind != kindBytes {
		return s, p.fail("keys of I, S or B")
	}
	value, err := p.shape(depth + 1)
	if err != nil {
		return s, err
	}
	s.size, s.key, s.value = count, key, &value
	return s, p.expect("}")
}

// bytes returns about how long a value is.
func (s *shape) bytes() float64 {
	switch s.kind {
	case kindList:
		return float64(s.size) * s.value.bytes()
	case kindMap:
		return float64(s.size) * (s.key.bytes() + s.value.bytes())
	case kindString, kindBytes:
		return float64(s.size) + 1
	default:
		return integerBytes
	}
}

// draw returns a value of the shape.
func (s *shape) draw(r *rand.Rand) any {
	switch s.kind {
	case kindInteger:
		return int64(r.Uint64N(s.span()))
	case kindDouble:
		return r.Float64()
	case kindBool:
		return r.Uint64()&1 == 0
	case kindString:
		return string(letters(r, s.size))
	case kindBytes:
		return letters(r, s.size)
	case kindList:
		all := make([]any, s.size)
		for i := range all {
			all[i] = s.value.draw(r)
		}
		return all
	default:
		return s.drawMap(r)
	}
}

// drawMap returns a map of the shape. Keys that come twice make it smaller.
func (s *shape) drawMap(r *rand.Rand) any {
	all := make(map[any]any, s.size)
	for range s.size {
		key := s.key.draw(r)
		if bytes, ok := key.([]byte); ok {
			key = string(bytes)
		}
		all[key] = s.value.draw(r)
	}
	return all
}

// span returns how many different integers the shape has.
func (s *shape) span() uint64 {
	if s.size == integerBytes {
		return math.MaxInt64
	}
	const bitsPerByte = 8
	return 1 << (s.size * bitsPerByte)
}

// letters returns random lower-case letters.
func letters(r *rand.Rand, count int) []byte {
	const alphabet, perDraw, bitsPerLetter = 32, 12, 5
	text := make([]byte, count)
	for i := 0; i < count; {
		bits := r.Uint64()
		for n := 0; n < perDraw && i < count; n++ {
			text[i] = "abcdefghijklmnopqrstuvwxyzabcdef"[bits%alphabet]
			bits >>= bitsPerLetter
			i++
		}
	}
	return text
}

// binName returns the name of a bin by its number, from 0.
func binName(i int) string { return "b" + strconv.Itoa(i+1) }

// Bins draws the bins of a record.
func (o *Object) Bins(r *rand.Rand) ([]aero.Bin, error) {
	bins := make([]aero.Bin, len(o.bins))
	for i := range o.bins {
		value, err := aero.NewParticle(o.bins[i].draw(r))
		if err != nil {
			return nil, fmt.Errorf("bin %s: %w", binName(i), err)
		}
		bins[i] = aero.Bin{Name: binName(i), Value: value}
	}
	return bins, nil
}

// Names returns the names of the first bins, all if count is 0 or more than there are.
func (o *Object) Names(count int) []string {
	if count == 0 || count >= len(o.bins) {
		return nil
	}
	names := make([]string, count)
	for i := range names {
		names[i] = binName(i)
	}
	return names
}

// integer returns the first bin of integers and how many different ones it has; ok is false if there is none.
func (o *Object) integer() (name string, span uint64, ok bool) {
	for i := range o.bins {
		if o.bins[i].kind == kindInteger {
			return binName(i), o.bins[i].span(), true
		}
	}
	return "", 0, false
}
