// Package geo knows what GeoJSON values mean on the sphere: whether they are geometry, which points a region contains,
// and which cells of the S2 division of the sphere an index keeps for them. It is pure.
//
// It stands below packages expr, eval and record and owns the module github.com/golang/geo. What is accepted, and what
// counts as inside, is as on an Aerospike server 8.1: Point, Polygon, MultiPolygon and AeroCircle, alone or as the
// geometry of a Feature. A point is an S2 leaf cell; a region is anything else.
//
// An index on GeoJSON values keeps CellsOf each value. A query for the points in a region looks up the ranges of its
// Covering, a query for the regions that contain a point looks up its Ancestors; both then ask Within, because cells
// only enclose what is searched for.
//
// What holds:
//   - Text from outside never panics, and polygons are bounded by MaxLoops and MaxVertices.
//   - A Shape does not change; it may be shared.
//
// Read shape.go first.
package geo
