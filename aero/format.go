package aero

// The layout of particles outside lists and maps.
const (
	// numberSize is the size of an integer or float.
	numberSize = 8
	// geoHeaderSize is what precedes the JSON text of a GeoJSON particle: flags, then the number of cells.
	geoHeaderSize = 3
	// geoCellSize is the size of one cell between header and text.
	geoCellSize = 8
)

// markerMask are the flags that a marker may carry, those included that only say how a result was made, such as 0x08
// for a map whose order must be kept. An extension with other bits is an element, not a marker.
const markerMask = 0x1f
