package geo

import "github.com/golang/geo/s2"

// Shape is a point or a region on the sphere.
type Shape struct {
	point  s2.CellID // 0 for a region
	region s2.Region // nil for a point
}

// IsRegion reports whether the shape is a region, not a point.
func (s *Shape) IsRegion() bool { return s.region != nil }

// Point returns the number of the leaf cell of a point; ok is false for a region.
func (s *Shape) Point() (cell uint64, ok bool) { return uint64(s.point), s.region == nil }

// Match reports whether one of the shapes is a point and lies in the other, a region. Two points do not match, nor do
// two regions.
func Match(a, b *Shape) bool {
	switch {
	case a.IsRegion() == b.IsRegion():
		return false
	case a.IsRegion():
		return Within(b, a)
	}
	return Within(a, b)
}

// Within reports whether the first shape is a point that lies in the second, a region.
func Within(point, region *Shape) (inside bool) {
	if point.IsRegion() || !region.IsRegion() {
		return false
	}
	defer func() {
		if recover() != nil { // polygons that cross themselves are accepted, and S2 makes no promise about them
			inside = false
		}
	}()
	return region.region.ContainsPoint(point.point.Point())
}
