package wire

import (
	"encoding/binary"
	"slices"

	"github.com/aerolith/aerolith/aero"
)

// The range field of a query: number of ranges, length and name of the bin, type, then two operands, each after its length.
const (
	indexRangesMax    = 1
	indexIntegerSize  = 8
	indexNameMax      = 63
	indexTextMax      = 2047
	indexGeoJSONMax   = 1<<20 - 1
	indexValueSize    = 8
	indexSourceLength = 1
	// indexRangeFixed is the size of the range field without bin name and operands.
	indexRangeFixed = 11
)

// indexRange reads on which secondary index a query goes, and in which range.
func (d *Decoder) indexRange(s *ScanRequest) error {
	if !d.fields.has(fieldIndexRange) {
		return nil
	}
	s.index = aero.IndexRange{
		Name: d.names.String(d.fields.get(fieldIndexName)), Context: valueBytes(d.fields.get(fieldIndexContext)),
		Expression: valueBytes(d.fields.get(fieldIndexExpression)),
	}
	if err := d.indexParts(&s.index); err != nil {
		return err
	}
	s.Command.Index = &s.index
	c := cursor{data: d.fields.get(fieldIndexRange)}
	if c.uint8() != indexRangesMax {
		return malformed("query with more than one range, or none")
	}
	bin := c.take(int(c.uint8()))
	s.index.Bin = d.names.String(bin)
	s.index.Type = aero.ParticleType(c.uint8())
	if c.failed || len(bin) > MaxBinNameLength {
		return malformed("query with a range that is cut off, or whose bin name is too long")
	}
	if named := s.index.Name != "" || s.index.Expression != nil; named == (len(bin) > 0) {
		return malformed("query with a bin beside an index's name or expression, or with none of them")
	}
	return indexOperands(&c, &s.index)
}

// indexParts checks the fields that say which index is meant.
func (d *Decoder) indexParts(r *aero.IndexRange) error {
	name, source := d.fields.get(fieldIndexName), d.fields.get(fieldIndexSource)
	switch {
	case d.fields.has(fieldIndexName) && (len(name) == 0 || len(name) > indexNameMax):
		return malformed("query with an index name that is empty or too long")
	case d.fields.has(fieldIndexSource) && len(source) < indexSourceLength:
		return malformed("query with an empty kind of index")
	case d.fields.has(fieldIndexExpression) && (r.Expression == nil || r.Name != ""):
		return malformed("query with an empty expression, or one beside an index's name")
	case d.fields.has(fieldIndexContext) && (r.Context == nil || r.Name != "" || r.Expression != nil):
		return malformed("query with an empty context, or one beside an index's name or expression")
	}
	if len(source) > 0 {
		r.Source = aero.IndexSource(source[0])
	}
	return nil
}

// indexOperands reads the values of a range. Only integers have two; for the rest, clients repeat the first.
func indexOperands(c *cursor, r *aero.IndexRange) error {
	first := c.sized()
	if c.failed {
		return malformed("query with a value that is cut off")
	}
	switch r.Type {
	case aero.ParticleInteger:
		second := c.sized()
		if c.failed || len(first) != indexIntegerSize || len(second) != indexIntegerSize {
			return malformed("query with an integer that is not of 8 bytes")
		}
		r.From, r.To = int64(binary.BigEndian.Uint64(first)), int64(binary.BigEndian.Uint64(second))
		if r.From > r.To {
			return malformed("query with a range that ends before it begins")
		}
		return nil
	case aero.ParticleString, aero.ParticleBlob:
		if len(first) > indexTextMax {
			return malformed("query with a value that is too long")
		}
	case aero.ParticleGeoJSON:
		if len(first) == 0 || len(first) > indexGeoJSONMax {
			return malformed("query with a GeoJSON value that is empty or too long")
		}
	default:
		return malformed("query for values of a type that no index has")
	}
	r.Value = first
	return nil
}

// resumeValues returns the index values behind which a query is resumed, as many as there are digests; nil where they are
// not needed.
func (d *Decoder) resumeValues(s *ScanRequest, digests int) ([]byte, error) {
	values := d.fields.get(fieldIndexValues)
	switch {
	case d.fields.has(fieldIndexValues) && digests == 0:
		return nil, malformed("query with index values but without digests")
	case s.Command.Index == nil:
		return nil, nil
	case len(values) != digests*indexValueSize:
		return nil, malformed("query with another number of index values than digests")
	}
	return values, nil
}

// backgroundWrite reads a request to write to each record of a query while nobody waits.
func (d *Decoder) backgroundWrite(c *cursor, h messageHeader, s *ScanRequest) error {
	s.Background = true
	if err := d.manyOperations(c, h, &s.Write.Operations); err != nil {
		return err
	}
	reading := func(op aero.Operation) bool { return reads(op.Type) }
	switch {
	case s.Command.Short:
		return malformed("short query in the background")
	case h.info1&info1Read != 0 || slices.ContainsFunc(s.Write.Operations, reading):
		return malformed("background write that reads")
	case len(s.Write.Operations) == 0:
		return malformed("background write without operations")
	}
	// Other switches are ignored, as a real node does.
	wanted := aero.FlagWrite | aero.FlagDurableDelete | aero.FlagReplaceOnly
	s.Write.Flags = decodeFlags(0, h.info2, h.info3)&wanted | aero.FlagUpdateOnly
	if s.Write.Flags&aero.FlagReplaceOnly != 0 {
		s.Write.Flags &^= aero.FlagUpdateOnly
	}
	s.Write.TTLSeconds = h.ttl
	s.Write.Filter, s.Command.Filter = s.Command.Filter, nil
	return nil
}

// reads reports whether an operation only reads.
func reads(kind aero.OpType) bool {
	switch kind {
	case aero.OpRead, aero.OpCDTRead, aero.OpExpressionRead, aero.OpBitRead, aero.OpHLLRead:
		return true
	}
	return false
}
