package aero

// MaxValueDepth is how deep lists and maps may be nested in a value that is encoded or decoded here. Servers accept
// less; the limit keeps hostile bytes from exhausting the stack.
const MaxValueDepth = 256

// MaxValueElements is how many elements and pairs a value may have that is decoded here, nested ones included. An
// element takes at least one byte and a server stores at most 8 MiB a record, so that no stored value has more.
const MaxValueElements = 8 << 20

// GeoJSON is a geographic value as JSON text.
type GeoJSON string

// HLL is the stored form of a HyperLogLog value.
type HLL []byte

// List is a list value.
type List struct {
	// Ordered says that the server keeps the elements sorted.
	Ordered bool
	// Indexed says that the server keeps an index with the stored list.
	Indexed bool
	// Items are the elements: nil, bool, int64, uint64 above the largest int64, float64, string, []byte, GeoJSON,
	// Opaque, Extension, List or Map.
	Items []any
}

// MapOrder says how a map keeps its entries.
type MapOrder uint8

// The orders of maps. The numbers are those of the stored form.
const (
	// MapUnordered keeps no order.
	MapUnordered MapOrder = 0
	// MapKeyOrdered keeps the entries sorted by key.
	MapKeyOrdered MapOrder = 1
	// MapKeyValueOrdered keeps the entries sorted by key, and their ranks by value too.
	MapKeyValueOrdered MapOrder = 3
)

// Map is a map value. The entries are in stored order.
type Map struct {
	// Order says how the server keeps the entries.
	Order MapOrder
	// Indexed says that the server keeps an index with the stored map.
	Indexed bool
	// Entries are the key/value pairs.
	Entries []MapEntry
}

// MapEntry is one pair of a Map.
type MapEntry struct {
	// Key and Value are of the types that List.Items may hold.
	Key, Value any
}

// Get returns the value under a key, and whether the map has it. Keys are compared as Go values; a key of a type that
// cannot be compared is never found.
func (m Map) Get(key any) (any, bool) {
	if b, ok := key.([]byte); ok {
		return m.getBytes(b)
	}
	for _, e := range m.Entries {
		if comparableScalar(e.Key) && e.Key == key {
			return e.Value, true
		}
	}
	return nil, false
}

// getBytes is Get for a byte slice key.
func (m Map) getBytes(key []byte) (any, bool) {
	for _, e := range m.Entries {
		if b, ok := e.Key.([]byte); ok && string(b) == string(key) {
			return e.Value, true
		}
	}
	return nil, false
}

// comparableScalar reports whether == on the value cannot panic.
func comparableScalar(v any) bool {
	switch v.(type) {
	case nil, bool, int64, uint64, float64, string, GeoJSON:
		return true
	default:
		return false
	}
}

// Opaque is a value of a particle type that has no Go form of its own, such as the serialized objects of other
// languages. It is kept byte for byte.
type Opaque Particle

// Extension is a MessagePack extension inside a list or map, such as the markers for infinity and wildcard.
type Extension struct {
	// Type is the extension's type byte.
	Type uint8
	// Data is its content.
	Data []byte
}

// The flags in the marker that may open a stored list or map.
const (
	// markerOrdered marks an ordered list, or a map ordered by key.
	markerOrdered = 0x01
	// markerValueOrdered marks, beside markerOrdered, a map with ranks by value.
	markerValueOrdered = 0x02
	// markerIndexed says that an index is stored with the list or map.
	markerIndexed = 0x10
)
