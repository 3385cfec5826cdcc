package aero

import (
	"fmt"

	"github.com/aerolith/aerolith/internal/msgpack"
)

// enter checks, before a list or map of count elements is read that depth others surround, that both stay within
// their limits.
func (u *unpacker) enter(count, depth int) error {
	if depth >= MaxValueDepth {
		return fmt.Errorf("byte %d: %w: %w", u.offset, ErrTooDeep, ErrMalformedValue)
	}
	if count > MaxValueElements-u.announced {
		return u.fail("too many elements")
	}
	u.announced += count
	return nil
}

// marker skips the marker that may open a list or map of count elements, and returns its flags; ok says whether
// there was one.
func (u *unpacker) marker(count int) (flags uint8, ok bool, err error) {
	if count == 0 || u.offset >= len(u.data) {
		return 0, false, nil
	}
	start := u.offset
	c := u.data[start]
	u.offset++
	var size int
	switch {
	case c >= msgpack.Ext8 && c <= msgpack.Ext32:
		if size, err = u.length(1 << (c - msgpack.Ext8)); err != nil {
			return 0, false, err
		}
	case c >= msgpack.FixExt1 && c <= msgpack.FixExt16:
		size = 1 << (c - msgpack.FixExt1)
	default:
		u.offset = start
		return 0, false, nil
	}
	kind, err := u.take(1)
	if err != nil {
		return 0, false, err
	}
	if kind[0]&^markerMask != 0 {
		u.offset = start
		return 0, false, nil
	}
	_, err = u.take(size)
	return kind[0], true, err
}

// elements reads a list of count elements, its marker counted.
func (u *unpacker) elements(count, depth int) (any, error) {
	if err := u.enter(count, depth); err != nil {
		return nil, err
	}
	flags, marked, err := u.marker(count)
	if err != nil {
		return nil, err
	}
	if marked {
		count--
	}
	if count > len(u.data)-u.offset {
		return nil, u.fail("list is cut off")
	}
	list := List{
		Ordered: flags&markerOrdered != 0, Indexed: flags&markerIndexed != 0,
		Items: make([]any, 0, min(count, maxInitialCapacity)),
	}
	for range count {
		v, err := u.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, v)
	}
	return list, nil
}

// pairs reads a map of count pairs, its marker counted.
func (u *unpacker) pairs(count, depth int) (any, error) {
	if err := u.enter(count, depth); err != nil {
		return nil, err
	}
	flags, marked, err := u.marker(count)
	if err != nil {
		return nil, err
	}
	if marked {
		// The marker stands where a key would; the value beside it says nothing.
		if _, err := u.value(depth + 1); err != nil {
			return nil, err
		}
		count--
	}
	if count > (len(u.data)-u.offset)/2 {
		return nil, u.fail("map is cut off")
	}
	m := Map{
		Order:   MapOrder(flags & (markerOrdered | markerValueOrdered)),
		Indexed: flags&markerIndexed != 0,
		Entries: make([]MapEntry, 0, min(count, maxInitialCapacity)),
	}
	for range count {
		key, err := u.value(depth + 1)
		if err != nil {
			return nil, err
		}
		value, err := u.value(depth + 1)
		if err != nil {
			return nil, err
		}
		m.Entries = append(m.Entries, MapEntry{Key: key, Value: value})
	}
	return m, nil
}
