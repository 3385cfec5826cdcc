package geo

import "encoding/binary"

// The form of a GeoJSON particle: flags, a count of cells, the cells, then the text.
const (
	countAt    = 1
	headerSize = 3
	cellSize   = 8
)

// Text returns the GeoJSON text of a particle's bytes, or false if they are too short for what they announce.
func Text(particle []byte) ([]byte, bool) {
	if len(particle) < headerSize {
		return nil, false
	}
	start := headerSize + cellSize*int(binary.BigEndian.Uint16(particle[countAt:]))
	if start > len(particle) {
		return nil, false
	}
	return particle[start:], true
}

// Particle returns a particle's bytes for a text, without cells.
func Particle(text []byte) []byte {
	return append(make([]byte, headerSize, headerSize+len(text)), text...)
}
