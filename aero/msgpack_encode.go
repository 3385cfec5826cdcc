package aero

import (
	"encoding/binary"
	"fmt"
	"math"
)

// appendPacked appends a value in the MessagePack form that Aerospike clients write inside lists and maps. depth is
// how many lists and maps surround the value. Errors: ErrUnsupportedValue, ErrTooDeep.
func appendPacked(dst []byte, v any, depth int) ([]byte, error) {
	if n, ok := integerOf(v); ok {
		return appendPackedInt(dst, n), nil
	}
	switch v := v.(type) {
	case nil:
		return append(dst, packNil), nil
	case bool:
		if v {
			return append(dst, packTrue), nil
		}
		return append(dst, packFalse), nil
	case uint:
		return appendPackedUint(dst, uint64(v)), nil
	case uint64:
		return appendPackedUint(dst, v), nil
	case float64:
		return binary.BigEndian.AppendUint64(append(dst, packFloat64), math.Float64bits(v)), nil
	case float32:
		return binary.BigEndian.AppendUint64(append(dst, packFloat64), math.Float64bits(float64(v))), nil
	case string:
		return append(appendPackedHead(dst, ParticleString, len(v)), v...), nil
	case []byte:
		return append(appendPackedHead(dst, ParticleBlob, len(v)), v...), nil
	case GeoJSON:
		return append(appendPackedHead(dst, ParticleGeoJSON, len(v)), v...), nil
	case HLL:
		// Inside lists and maps clients know a HyperLogLog only as bytes.
		return append(appendPackedHead(dst, ParticleBlob, len(v)), v...), nil
	case Opaque:
		return append(appendPackedHead(dst, v.Type, len(v.Data)), v.Data...), nil
	case Extension:
		return appendPackedExtension(dst, v), nil
	default:
		return appendPackedCollection(dst, v, depth)
	}
}

// appendPackedCollection appends a list or map, whichever Go type it has.
func appendPackedCollection(dst []byte, v any, depth int) ([]byte, error) {
	if depth >= MaxValueDepth {
		return dst, ErrTooDeep
	}
	switch v := v.(type) {
	case List:
		return appendPackedList(dst, v, depth)
	case []any:
		return appendPackedList(dst, List{Items: v}, depth)
	case Map:
		return appendPackedMap(dst, v, depth)
	case map[string]any:
		return appendPackedMap(dst, mapOfStrings(v), depth)
	case map[any]any:
		m, err := mapOfAny(v)
		if err != nil {
			return dst, err
		}
		return appendPackedMap(dst, m, depth)
	default:
		return dst, fmt.Errorf("type %T: %w", v, ErrUnsupportedValue)
	}
}

// appendPackedList appends a list, opened by a marker if it is ordered or indexed.
func appendPackedList(dst []byte, list List, depth int) ([]byte, error) {
	flags := list.markerFlags()
	count := len(list.Items)
	if flags != 0 || count > 0 && resemblesMarker(list.Items[0]) {
		dst = appendPackedCount(dst, listHeads, count+1)
		dst = append(dst, packExt8, 0, flags)
	} else {
		dst = appendPackedCount(dst, listHeads, count)
	}
	var err error
	for i, item := range list.Items {
		if dst, err = appendPacked(dst, item, depth+1); err != nil {
			return dst, fmt.Errorf("list element %d: %w", i, err)
		}
	}
	return dst, nil
}

// appendPackedMap appends a map, opened by a marker if it is ordered or indexed. The entries stay in their order.
func appendPackedMap(dst []byte, m Map, depth int) ([]byte, error) {
	flags := m.markerFlags()
	count := len(m.Entries)
	if flags != 0 || count > 0 && resemblesMarker(m.Entries[0].Key) {
		dst = appendPackedCount(dst, mapHeads, count+1)
		dst = append(dst, packExt8, 0, flags, packNil)
	} else {
		dst = appendPackedCount(dst, mapHeads, count)
	}
	var err error
	for i, e := range m.Entries {
		if dst, err = appendPacked(dst, e.Key, depth+1); err != nil {
			return dst, fmt.Errorf("map key %d: %w", i, err)
		}
		if dst, err = appendPacked(dst, e.Value, depth+1); err != nil {
			return dst, fmt.Errorf("map value %d: %w", i, err)
		}
	}
	return dst, nil
}

// resemblesMarker reports whether a value in the first place would be taken for a marker. It then needs a marker
// before it, if only one without flags.
func resemblesMarker(v any) bool {
	e, ok := v.(Extension)
	return ok && e.Type&^markerMask == 0
}

// markerFlags returns the flags of the list's marker; 0 needs none.
func (l List) markerFlags() uint8 {
	var flags uint8
	if l.Ordered {
		flags |= markerOrdered
	}
	if l.Indexed {
		flags |= markerIndexed
	}
	return flags
}

// markerFlags returns the flags of the map's marker; 0 needs none.
func (m Map) markerFlags() uint8 {
	flags := uint8(m.Order) & (markerOrdered | markerValueOrdered)
	if m.Indexed {
		flags |= markerIndexed
	}
	return flags
}

// appendPackedInt appends an integer in the shortest form, as clients and servers do. What needs more than 32 bits
// takes the signed form of 64.
func appendPackedInt(dst []byte, n int64) []byte {
	switch {
	case n < 0:
		return appendPackedNegative(dst, n)
	case n < 1<<7:
		return append(dst, byte(n))
	case n <= math.MaxUint8:
		return append(dst, packUint8, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, packUint16), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, packUint32), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(dst, packInt64), uint64(n))
	}
}

// appendPackedNegative appends an integer below zero in the shortest form.
func appendPackedNegative(dst []byte, n int64) []byte {
	switch {
	case n >= -32:
		return append(dst, byte(n))
	case n >= math.MinInt8:
		return append(dst, packInt8, byte(n))
	case n >= math.MinInt16:
		return binary.BigEndian.AppendUint16(append(dst, packInt16), uint16(n))
	case n >= math.MinInt32:
		return binary.BigEndian.AppendUint32(append(dst, packInt32), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(dst, packInt64), uint64(n))
	}
}

// appendPackedUint appends an unsigned integer that does not fit into an int64.
func appendPackedUint(dst []byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(dst, packUint64), n)
}

// appendPackedHead appends the head of a string-like value of so many bytes: a MessagePack string header that counts
// the particle type, then the particle type.
func appendPackedHead(dst []byte, kind ParticleType, length int) []byte {
	size := length + 1
	switch {
	case size < 32:
		dst = append(dst, packFixString|byte(size))
	case size <= math.MaxUint8:
		dst = append(dst, packString8, byte(size))
	case size <= math.MaxUint16:
		dst = binary.BigEndian.AppendUint16(append(dst, packString16), uint16(size))
	default:
		dst = binary.BigEndian.AppendUint32(append(dst, packString32), uint32(size))
	}
	return append(dst, byte(kind))
}

// appendPackedCount appends the head of a list or map of so many elements or pairs.
func appendPackedCount(dst []byte, heads countHeads, count int) []byte {
	switch {
	case count < 16:
		return append(dst, heads.short|byte(count))
	case count <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, heads.medium), uint16(count))
	default:
		return binary.BigEndian.AppendUint32(append(dst, heads.long), uint32(count))
	}
}

// appendPackedExtension appends an extension in its shortest form.
func appendPackedExtension(dst []byte, e Extension) []byte {
	size := len(e.Data)
	switch {
	case size == 1:
		dst = append(dst, packFixExt1, e.Type)
	case size <= math.MaxUint8:
		dst = append(dst, packExt8, byte(size), e.Type)
	case size <= math.MaxUint16:
		dst = binary.BigEndian.AppendUint16(append(dst, packExt16), uint16(size))
		dst = append(dst, e.Type)
	default:
		dst = binary.BigEndian.AppendUint32(append(dst, packExt32), uint32(size))
		dst = append(dst, e.Type)
	}
	return append(dst, e.Data...)
}
