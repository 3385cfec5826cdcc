package geo

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
)

// The bounds of a polygon or multipolygon.
const (
	// MaxLoops is how many loops it may have: putting them into each other takes time with their square.
	MaxLoops = 1024
	// MaxVertices is how many vertices it may have.
	MaxVertices = 1 << 17
)

// earthRadiusMeters is the radius with which an AeroCircle is measured.
const earthRadiusMeters = 6371000

// ErrGeometry is wrapped by the errors of Parse.
var ErrGeometry = errors.New("geo: not GeoJSON that can be used")

// Parse reads GeoJSON text. Errors wrap ErrGeometry: the text is no JSON, or not of a type that is supported, has a
// coordinate out of range, a loop that is not closed or has fewer than three different vertices, or a polygon beyond
// the bounds.
func Parse(text []byte) (shape *Shape, err error) {
	defer func() {
		if fault := recover(); fault != nil { // see Within
			shape, err = nil, fmt.Errorf("%w: %v", ErrGeometry, fault)
		}
	}()
	if !json.Valid(text) {
		return nil, fmt.Errorf("%w: no valid JSON", ErrGeometry)
	}
	p := parser{loops: MaxLoops, vertices: MaxVertices}
	shape, err = p.top(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrGeometry, err)
	}
	return shape, nil
}

// parser reads one value.
type parser struct {
	loops, vertices int // how many more there may be
}

// object is a JSON object whose members are not read yet. Names are compared exactly.
type object = map[string]json.RawMessage

// top reads a geometry or a feature that has one.
func (p *parser) top(text []byte) (*Shape, error) {
	var o object
	if err := json.Unmarshal(text, &o); err != nil {
		return nil, err
	}
	kind, err := typeOf(o)
	if err != nil {
		return nil, err
	}
	if kind != "Feature" {
		return p.geometry(kind, o["coordinates"])
	}
	var inner object
	if err := json.Unmarshal(o["geometry"], &inner); err != nil {
		return nil, err
	}
	if kind, err = typeOf(inner); err != nil {
		return nil, err
	}
	return p.geometry(kind, inner["coordinates"])
}

// typeOf returns the type that an object says to have.
func typeOf(o object) (string, error) {
	var kind string
	if err := json.Unmarshal(o["type"], &kind); err != nil {
		return "", err
	}
	return kind, nil
}

// geometry reads the coordinates of a geometry.
func (p *parser) geometry(kind string, coordinates json.RawMessage) (*Shape, error) {
	var region s2.Region
	var err error
	switch kind {
	case "Point":
		point, err := parsePoint(coordinates)
		if err != nil {
			return nil, err
		}
		return &Shape{point: s2.CellFromPoint(point).ID()}, nil
	case "Polygon":
		region, err = p.polygon(coordinates)
	case "MultiPolygon":
		region, err = p.polygons(coordinates)
	case "AeroCircle":
		region, err = parseCircle(coordinates)
	default:
		err = fmt.Errorf("unknown type %q", kind)
	}
	if err != nil {
		return nil, err
	}
	return &Shape{region: region}, nil
}

// parsePoint reads a longitude and a latitude in degrees.
func parsePoint(text json.RawMessage) (s2.Point, error) {
	degrees, err := parseNumbers(text)
	if err != nil {
		return s2.Point{}, err
	}
	if len(degrees) != 2 {
		return s2.Point{}, fmt.Errorf("%d coordinates instead of 2", len(degrees))
	}
	at := s2.LatLngFromDegrees(degrees[1], degrees[0])
	if !at.IsValid() {
		return s2.Point{}, errors.New("longitude or latitude out of range")
	}
	return s2.PointFromLatLng(at), nil
}

// parseNumbers reads a list of numbers, none of which may be null.
func parseNumbers(text json.RawMessage) ([]float64, error) {
	var pointers []*float64
	if err := json.Unmarshal(text, &pointers); err != nil {
		return nil, err
	}
	numbers := make([]float64, len(pointers))
	for i, n := range pointers {
		if n == nil {
			return nil, errors.New("null instead of a number")
		}
		numbers[i] = *n
	}
	return numbers, nil
}

// parseCircle reads a centre and a radius in metres.
func parseCircle(text json.RawMessage) (s2.Region, error) {
	parts, err := parseList(text)
	if err != nil {
		return nil, err
	}
	if len(parts) != 2 {
		return nil, fmt.Errorf("a circle of %d parts instead of 2", len(parts))
	}
	center, err := parsePoint(parts[0])
	if err != nil {
		return nil, err
	}
	var radius *float64
	if err := json.Unmarshal(parts[1], &radius); err != nil || radius == nil {
		return nil, errors.New("the radius is no number")
	}
	return s2.CapFromCenterAngle(center, s1.Angle(*radius/earthRadiusMeters)), nil
}

// parseList reads a list whose elements are not read yet.
func parseList(text json.RawMessage) ([]json.RawMessage, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	if list == nil {
		return nil, errors.New("no list of coordinates")
	}
	return list, nil
}
