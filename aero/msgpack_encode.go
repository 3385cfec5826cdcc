package aero

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/aerolith/aerolith/internal/msgpack"
)

// appendPacked appends a value in the MessagePack form that Aerospike clients write inside lists and maps. depth is
// how many lists and maps surround the value. Errors: ErrUnsupportedValue, ErrTooDeep.
func appendPacked(dst []byte, v any, depth int) ([]byte, error) {
	if n, ok := integerOf(v); ok {
		return msgpack.AppendInteger(dst, n), nil
	}
	switch v := v.(type) {
	case nil:
		return append(dst, msgpack.Nil), nil
	case bool:
		if v {
			return append(dst, msgpack.True), nil
		}
		return append(dst, msgpack.False), nil
	case uint:
		return msgpack.AppendUnsigned(dst, uint64(v)), nil
	case uint64:
		return msgpack.AppendUnsigned(dst, v), nil
	case float64:
		return binary.BigEndian.AppendUint64(append(dst, msgpack.Float64), math.Float64bits(v)), nil
	case float32:
		return binary.BigEndian.AppendUint64(append(dst, msgpack.Float64), math.Float64bits(float64(v))), nil
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
		dst = msgpack.AppendCount(dst, msgpack.ListHeads(), count+1)
		dst = append(dst, msgpack.Ext8, 0, flags)
	} else {
		dst = msgpack.AppendCount(dst, msgpack.ListHeads(), count)
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
		dst = msgpack.AppendCount(dst, msgpack.MapHeads(), count+1)
		dst = append(dst, msgpack.Ext8, 0, flags, msgpack.Nil)
	} else {
		dst = msgpack.AppendCount(dst, msgpack.MapHeads(), count)
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

// appendPackedHead appends the head of a string-like value of so many bytes: a MessagePack string header that counts
// the particle type, then the particle type.
func appendPackedHead(dst []byte, kind ParticleType, length int) []byte {
	return append(msgpack.AppendStringHead(dst, length+1), byte(kind))
}

// appendPackedExtension appends an extension in its shortest form.
func appendPackedExtension(dst []byte, e Extension) []byte {
	size := len(e.Data)
	switch {
	case size == 1:
		dst = append(dst, msgpack.FixExt1, e.Type)
	case size <= math.MaxUint8:
		dst = append(dst, msgpack.Ext8, byte(size), e.Type)
	case size <= math.MaxUint16:
		dst = binary.BigEndian.AppendUint16(append(dst, msgpack.Ext16), uint16(size))
		dst = append(dst, e.Type)
	default:
		dst = binary.BigEndian.AppendUint32(append(dst, msgpack.Ext32), uint32(size))
		dst = append(dst, e.Type)
	}
	return append(dst, e.Data...)
}
