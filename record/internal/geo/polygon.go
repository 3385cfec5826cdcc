package geo

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/golang/geo/s2"
)

// minRing is how many points a closed ring has at least, the last one being the first again.
const minRing = 4

// polygons reads a list of polygons.
func (p *parser) polygons(text json.RawMessage) (s2.Region, error) {
	list, err := parseList(text)
	if err != nil {
		return nil, err
	}
	union := make(s2.RegionUnion, 0, len(list))
	for _, one := range list {
		polygon, err := p.polygon(one)
		if err != nil {
			return nil, err
		}
		union = append(union, polygon)
	}
	return union, nil
}

// polygon reads a list of rings.
func (p *parser) polygon(text json.RawMessage) (s2.Region, error) {
	rings, err := parseList(text)
	if err != nil {
		return nil, err
	}
	if p.loops -= len(rings); p.loops < 0 {
		return nil, errors.New("too many loops")
	}
	loops := make([]*s2.Loop, 0, len(rings))
	for _, ring := range rings {
		loop, err := p.loop(ring)
		if err != nil {
			return nil, err
		}
		loops = append(loops, loop)
	}
	return s2.PolygonFromLoops(loops), nil
}

// loop reads a ring. Points that repeat the one before are dropped, and the ring is turned so that it encloses at most
// half of the sphere.
func (p *parser) loop(text json.RawMessage) (*s2.Loop, error) {
	list, err := parseList(text)
	if err != nil {
		return nil, err
	}
	if p.vertices -= len(list); p.vertices < 0 {
		return nil, errors.New("too many vertices")
	}
	points := make([]s2.Point, 0, len(list))
	for _, one := range list {
		point, err := parsePoint(one)
		if err != nil {
			return nil, err
		}
		points = append(points, point)
	}
	points = slices.Compact(points)
	if len(points) < minRing {
		return nil, errors.New("a loop of fewer than 4 points")
	}
	if points[0] != points[len(points)-1] {
		return nil, errors.New("a loop that is not closed")
	}
	loop := s2.LoopFromPoints(points[:len(points)-1])
	loop.Normalize()
	return loop, nil
}
