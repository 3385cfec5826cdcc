package client

import "github.com/aerolith/aerolith/aero"

// Between selects the records whose bin is an integer from first to last.
func Between(bin string, first, last int64) aero.IndexRange {
	return aero.IndexRange{Bin: bin, Type: aero.ParticleInteger, From: first, To: last}
}

// EqualInt selects the records whose bin is an integer.
func EqualInt(bin string, value int64) aero.IndexRange { return Between(bin, value, value) }

// EqualString selects the records whose bin is a string.
func EqualString(bin, value string) aero.IndexRange {
	return aero.IndexRange{Bin: bin, Type: aero.ParticleString, Value: []byte(value)}
}

// EqualBytes selects the records whose bin is a blob. The bytes are kept.
func EqualBytes(bin string, value []byte) aero.IndexRange {
	return aero.IndexRange{Bin: bin, Type: aero.ParticleBlob, Value: value}
}

// WithinRegion selects the records whose bin is a point within a region, given as GeoJSON.
func WithinRegion(bin string, region aero.GeoJSON) aero.IndexRange {
	return aero.IndexRange{Bin: bin, Type: aero.ParticleGeoJSON, Value: []byte(region)}
}

// ContainingPoint selects the records whose bin is a region that contains a point, given as GeoJSON.
func ContainingPoint(bin string, point aero.GeoJSON) aero.IndexRange {
	return aero.IndexRange{Bin: bin, Type: aero.ParticleGeoJSON, Value: []byte(point)}
}

// In lets a range look at the elements of a list, or at the keys or values of a map, in place of the whole value.
func In(source aero.IndexSource, where aero.IndexRange) aero.IndexRange {
	where.Source = source
	return where
}
