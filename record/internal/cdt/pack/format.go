package pack

// The extension that stands for what no value is: a wildcard, or something larger than every value.
const (
	extCompare      = 0xff
	compareWildcard = 0x00
	compareInfinity = 0x01
	extCompareMax   = 3 // bytes that such an extension has at most
)

// The flags of the marker that may open a list or map.
const (
	// FlagOrdered marks an ordered list, or a map ordered by key.
	FlagOrdered uint8 = 0x01
	// FlagValueOrdered marks a map whose ranks are kept, beside FlagOrdered.
	FlagValueOrdered uint8 = 0x02
	// FlagPreserveOrder marks a map that was made for an answer, in an order of its own.
	FlagPreserveOrder uint8 = 0x08
	// FlagIndexed says that an index is kept with the list or map. Only whole bins have one.
	FlagIndexed uint8 = 0x10

	// ListFlags are the flags that stored lists may have.
	ListFlags = FlagOrdered | FlagIndexed
	// MapFlags are the flags that stored maps may have.
	MapFlags = FlagOrdered | FlagValueOrdered | FlagIndexed
)

// The first byte of string-like values is the particle type of their content.
const (
	innerString        = 3
	innerBlob          = 4
	innerFirstLanguage = 7
	innerLastLanguage  = 12
	innerVector        = 16
	innerHLL           = 18
	innerGeoJSON       = 23
)

// Kind is the type of a packed value. Values of a lower kind come before those of a higher one.
type Kind uint8

// The kinds in their order.
const (
	KindBad Kind = iota
	KindNil
	KindFalse
	KindTrue
	KindNegative
	KindInteger
	KindString
	KindList
	KindMap
	KindBytes
	KindFloat
	KindGeoJSON
	KindExtension
	KindWildcard
	KindInfinity
)
