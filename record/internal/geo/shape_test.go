package geo

import (
	"errors"
	"strings"
	"testing"
)

// The shapes of these tests.
const (
	square = `{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}`
	holed  = `{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,3],[3,3],[3,1],[1,1]]]}`
	two    = `{"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[10,0],[12,0],[12,2],[10,2],[10,0]]]]}`
	circle = `{"type":"AeroCircle","coordinates":[[0,0],111000]}`
)

// parse reads a shape that must be right.
func parse(t *testing.T, text string) *Shape {
	t.Helper()
	s, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// TestWithin asks which points lie in which regions, directly and through the cells that an index keeps.
func TestWithin(t *testing.T) {
	for _, c := range []struct {
		region, point string
		want          bool
	}{
		{square, "[1,1]", true},
		{square, "[3,1]", false},
		{holed, "[5,5]", true},
		{holed, "[2,2]", false},
		{two, "[11,1]", true},
		{two, "[5,1]", false},
		{circle, "[0,0.99]", true},
		{circle, "[0,1.01]", false},
		{`{"type":"Feature","geometry":` + square + `}`, "[1,1]", true},
		{`{"type":"Polygon","coordinates":[[[0,0],[0,2],[2,2],[2,0],[0,0]]]}`, "[1,1]", true}, // turned round
		{`{"type":"Polygon","coordinates":[]}`, "[1,1]", false},
		{`{"type":"AeroCircle","coordinates":[[0,0],-1]}`, "[0,0]", false},
	} {
		region, point := parse(t, c.region), parse(t, `{"type":"Point","coordinates":`+c.point+`}`)
		if got := Within(point, region); got != c.want {
			t.Errorf("%s in %s: %v", c.point, c.region, got)
		}
		if Match(point, region) != c.want || Match(region, point) != c.want || Within(region, point) {
			t.Errorf("%s and %s match otherwise", c.point, c.region)
		}
		if c.want && (!found(point, region) || !enclosed(point, region)) {
			t.Errorf("%s is not found in %s", c.point, c.region)
		}
	}
	if s := parse(t, square); Match(s, s) {
		t.Error("two regions match")
	}
}

// found reports whether a search for the points in the region would look the point up.
func found(point, region *Shape) bool {
	for _, r := range Covering(region) {
		if cell := CellsOf(point)[0]; cell >= r.Min && cell <= r.Max {
			return true
		}
	}
	return false
}

// enclosed reports whether a search for the regions that contain the point would look the region up.
func enclosed(point, region *Shape) bool {
	for _, kept := range CellsOf(region) {
		for _, cell := range Ancestors(point) {
			if cell == kept {
				return true
			}
		}
	}
	return false
}

// TestParseRefuses reads texts that are no geometry.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "x", "[]", "{}", `{"type":5}`, `{"type":"Line","coordinates":[]}`, `{"Type":"Point","coordinates":[1,1]}`,
		`{"type":"Point"}`, `{"type":"Point","coordinates":[1]}`, `{"type":"Point","coordinates":[1,null]}`,
		`{"type":"Point","coordinates":["1",1]}`, `{"type":"Point","coordinates":[1,91]}`,
		`{"type":"Point","coordinates":[181,1]}`, `{"type":"Point","coordinates":[1,1]} x`,
		`{"type":"Feature"}`, `{"type":"Feature","geometry":{}}`, `{"type":"AeroCircle","coordinates":[[1,1]]}`,
		`{"type":"AeroCircle","coordinates":[[1,1],"x"]}`, `{"type":"AeroCircle","coordinates":[1,1]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[0,0],[0,0],[0,0]]]}`,
		`{"type":"MultiPolygon","coordinates":null}`,
		`{"type":"Polygon","coordinates":[` + strings.Repeat(`[[0,0],[2,0],[2,2],[0,0]],`, MaxLoops) + `[[0,0],[2,0],[2,2],[0,0]]]}`,
	} {
		if s, err := Parse([]byte(text)); !errors.Is(err, ErrGeometry) || s != nil {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

// TestParticle takes particles apart.
func TestParticle(t *testing.T) {
	if text, ok := Text(Particle([]byte("{}"))); !ok || string(text) != "{}" {
		t.Errorf("%s, %v", text, ok)
	}
	if text, ok := Text([]byte{1, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, '{', '}'}); !ok || string(text) != "{}" {
		t.Errorf("with a cell: %s, %v", text, ok)
	}
	for _, bad := range [][]byte{nil, {0, 0}, {0, 0, 1, 1}} {
		if _, ok := Text(bad); ok {
			t.Errorf("%v is taken", bad)
		}
	}
}

// FuzzParse feeds arbitrary texts: nothing panics, and what is a shape can be covered and searched.
func FuzzParse(f *testing.F) {
	for _, text := range []string{square, holed, two, circle} {
		f.Add([]byte(text))
	}
	point, err := Parse([]byte(`{"type":"Point","coordinates":[1,1]}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		CellsOf(s)
		Covering(s)
		Match(point, s)
	})
}
