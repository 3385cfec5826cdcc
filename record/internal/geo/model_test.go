package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// This file compares regions with a model that knows neither S2 nor cells: a point lies in a ring if the directions
// from the point to its corners turn once around, and in a circle if its great-circle distance from the centre is not
// above the radius. Points that lie closer to a border than a leaf cell is wide are left out.

// place is a longitude and a latitude in degrees.
type place struct{ longitude, latitude float64 }

// text writes the place as GeoJSON has it.
func (p place) text() string { return fmt.Sprintf("[%.15g,%.15g]", p.longitude, p.latitude) }

// distance returns the angle between two places in radians.
func distance(a, b place) float64 {
	rise := (b.latitude - a.latitude) * math.Pi / 180
	turn := (b.longitude - a.longitude) * math.Pi / 180
	h := math.Pow(math.Sin(rise/2), 2) +
		math.Cos(a.latitude*math.Pi/180)*math.Cos(b.latitude*math.Pi/180)*math.Pow(math.Sin(turn/2), 2)
	return 2 * math.Asin(math.Sqrt(min(1, h)))
}

// bearing returns the direction of the shortest way from a place to another, in radians.
func bearing(a, b place) float64 {
	turn := (b.longitude - a.longitude) * math.Pi / 180
	from, to := a.latitude*math.Pi/180, b.latitude*math.Pi/180
	return math.Atan2(math.Sin(turn)*math.Cos(to), math.Cos(from)*math.Sin(to)-math.Sin(from)*math.Cos(to)*math.Cos(turn))
}

// travel returns the place at a distance from another, both in radians.
func travel(a place, direction, far float64) place {
	from := a.latitude * math.Pi / 180
	to := math.Asin(math.Sin(from)*math.Cos(far) + math.Cos(from)*math.Sin(far)*math.Cos(direction))
	turn := math.Atan2(math.Sin(direction)*math.Sin(far)*math.Cos(from), math.Cos(far)-math.Sin(from)*math.Sin(to))
	return place{math.Remainder(a.longitude+turn*180/math.Pi, 360), to * 180 / math.Pi}
}

// margin is how far, in radians, a point must be from a border to be compared: some leaf cells.
const margin = 1e-7

// encloses reports whether the ring, smaller than half of the sphere, goes around the point; sure is false near it.
func encloses(ring []place, p place) (inside, sure bool) {
	sum, sure := 0.0, true
	for i, corner := range ring {
		next := ring[(i+1)%len(ring)]
		angle := math.Remainder(bearing(p, next)-bearing(p, corner), 2*math.Pi)
		sum += angle
		across := math.Asin(math.Sin(distance(corner, p)) * math.Sin(bearing(corner, p)-bearing(corner, next)))
		if math.Abs(across) < margin || math.Abs(math.Abs(angle)-math.Pi) < margin {
			sure = false // on the great circle of a side, or seen from both ends
		}
	}
	return math.Abs(sum) > math.Pi, sure
}

// star returns a ring around a centre whose corners are at random distances of at least half of far.
func star(random *rand.Rand, centre place, far float64) []place {
	ring := make([]place, 4+random.IntN(8))
	for i := range ring {
		ring[i] = travel(centre, 2*math.Pi*float64(i)/float64(len(ring)), far*(0.5+random.Float64()/2))
	}
	return ring
}

// coordinates writes a ring, closed.
func coordinates(ring []place) string {
	var corners []string
	for _, p := range ring {
		corners = append(corners, p.text())
	}
	return "[" + strings.Join(append(corners, corners[0]), ",") + "]"
}

// compareRegion asks for one point and one region of each kind.
func compareRegion(t *testing.T, random *rand.Rand) {
	centre := place{random.Float64()*360 - 180, random.Float64()*180 - 90}
	far := math.Pow(10, -5+5*random.Float64()) // 60 m to a radian
	outer := star(random, centre, far)
	hole := star(random, centre, far/4)
	p := travel(centre, random.Float64()*2*math.Pi, far*1.2*random.Float64())

	inOuter, sure := encloses(outer, p)
	inHole, sureHole := encloses(hole, p)
	if sure {
		check(t, `{"type":"Polygon","coordinates":[`+coordinates(outer)+`]}`, p, inOuter)
	}
	if sure && sureHole {
		rings := coordinates(outer) + "," + coordinates(hole)
		check(t, `{"type":"Polygon","coordinates":[`+rings+`]}`, p, inOuter && !inHole)
		check(t, `{"type":"MultiPolygon","coordinates":[[`+coordinates(hole)+`],[`+rings+`]]}`, p, inOuter)
	}
	if d := distance(centre, p); math.Abs(d-far) > margin {
		text := fmt.Sprintf(`{"type":"AeroCircle","coordinates":[%s,%.15g]}`, centre.text(), far*earthRadiusMeters)
		check(t, text, p, d < far)
	}
}

// check compares one answer with the model's, and what an index would find with the answer.
func check(t *testing.T, text string, p place, want bool) {
	t.Helper()
	region, point := parse(t, text), parse(t, `{"type":"Point","coordinates":`+p.text()+`}`)
	if got := Within(point, region); got != want {
		t.Fatalf("%s in %s: %v, the model says %v", p.text(), text, got, want)
	}
	if want && (!found(point, region) || !enclosed(point, region)) {
		t.Fatalf("an index does not find %s in %s", p.text(), text)
	}
}

// FuzzModel compares regions made from a seed with the model.
func FuzzModel(f *testing.F) {
	for seed := range uint64(10) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { compareRegion(t, rand.New(rand.NewPCG(seed, 0))) })
}

// TestModel does what FuzzModel does with many seeds.
func TestModel(t *testing.T) {
	for seed := range uint64(200) {
		if compareRegion(t, rand.New(rand.NewPCG(seed, 1))); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
