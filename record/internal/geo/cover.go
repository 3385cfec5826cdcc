package geo

import "github.com/golang/geo/s2"

// How regions are covered by cells: the defaults of an Aerospike namespace.
const (
	minLevel = 1
	maxLevel = 20
	maxCells = 12
	levelMod = 1
)

// Range is a range of leaf cells, both ends included.
type Range struct {
	Min, Max uint64
}

// CellsOf returns the cells that an index keeps for a shape: the leaf cell of a point, the covering of a region. It
// returns nil for a region that cannot be covered.
func CellsOf(s *Shape) []uint64 {
	if cell, ok := s.Point(); ok {
		return []uint64{cell}
	}
	var cells []uint64
	for _, cell := range cover(s) {
		cells = append(cells, uint64(cell))
	}
	return cells
}

// Covering returns the ranges of leaf cells that together enclose a region, in ascending order: what a search for the
// points in it has to look up. It returns nil for a point, and for a region that cannot be covered.
func Covering(s *Shape) []Range {
	var ranges []Range
	for _, cell := range cover(s) {
		ranges = append(ranges, Range{Min: uint64(cell.RangeMin()), Max: uint64(cell.RangeMax())})
	}
	return ranges
}

// Ancestors returns the cells that enclose a point, its own first, but for the faces of the cube: what a search for the
// regions that contain it has to look up. It returns nil for a region.
func Ancestors(s *Shape) []uint64 {
	if s.IsRegion() {
		return nil
	}
	var cells []uint64
	for level := s.point.Level(); level >= minLevel; level-- {
		cells = append(cells, uint64(s.point.Parent(level)))
	}
	return cells
}

// cover returns the cells that enclose a region.
func cover(s *Shape) (cells s2.CellUnion) {
	if !s.IsRegion() {
		return nil
	}
	defer func() {
		if recover() != nil { // see Within
			cells = nil
		}
	}()
	coverer := s2.RegionCoverer{MinLevel: minLevel, MaxLevel: maxLevel, MaxCells: maxCells, LevelMod: levelMod}
	return coverer.Covering(s.region)
}
