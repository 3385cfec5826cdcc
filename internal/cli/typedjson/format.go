package typedjson

// The keys of objects that stand for a value without a JSON form.
const (
	tagBlob      = "$blob"
	tagString    = "$string"
	tagHLL       = "$hll"
	tagGeo       = "$geo"
	tagFloat     = "$float"
	tagList      = "$list"
	tagMap       = "$map"
	tagOpaque    = "$opaque"
	tagExtension = "$extension"

	// The further keys of such objects.
	fieldType    = "type"
	fieldOrder   = "order"
	fieldOrdered = "ordered"
	fieldIndexed = "indexed"

	// The values of fieldOrder.
	orderKey      = "key"
	orderKeyValue = "key-value"

	// The texts of floats that JSON has no number for.
	textNaN         = "NaN"
	textInfinity    = "+Inf"
	textNegInfinity = "-Inf"
	// bitsPrefix begins the bits of any other float that is not a number, in hexadecimal.
	bitsPrefix = "0x"

	// tagMark begins every tag.
	tagMark = '$'
)
