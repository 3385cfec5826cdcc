package sindex

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/geo"
)

// shapeOf returns the shape of a GeoJSON value, nil for one that has none.
func shapeOf(p aero.Particle) *geo.Shape {
	text, ok := geo.Text(p.Data)
	if !ok {
		return nil
	}
	shape, err := geo.Parse(text)
	if err != nil {
		return nil // stored values were checked; what is no geometry is in no index
	}
	return shape
}

// appendCells adds the cells of a GeoJSON value: that of a point, or those that cover a region.
func appendCells(dst []Value, p aero.Particle) []Value {
	shape := shapeOf(p)
	if shape == nil {
		return dst
	}
	for _, cell := range geo.CellsOf(shape) {
		dst = append(dst, Cell(cell))
	}
	return dst
}

// search prepares the query for points in a region, or for regions around a point. It returns false if the text is neither.
func (q *Query) search(text []byte) bool {
	shape, err := geo.Parse(text)
	if err != nil {
		return false
	}
	q.shape = shape
	for _, r := range geo.Covering(shape) {
		q.Spans = append(q.Spans, Span{Cell(r.Min), Cell(r.Max)})
	}
	cells := geo.Ancestors(shape)
	slices.Sort(cells)
	for _, cell := range cells {
		q.Spans = append(q.Spans, Span{Cell(cell), Cell(cell)})
	}
	return len(q.Spans) > 0
}
