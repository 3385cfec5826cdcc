package expr

// Type is the type of an expression's value. The numbers are those of the encoding.
type Type uint8

// The types.
const (
	TypeNil Type = iota
	TypeBool
	TypeInt
	TypeString
	TypeList
	TypeMap
	TypeBlob
	TypeFloat
	TypeGeo
	TypeHLL
)

// RegexFlags choose the dialect of a regular expression. The numbers are those of the C library of servers.
type RegexFlags uint8

// The flags of regular expressions.
const (
	// RegexExtended chooses the extended syntax of POSIX instead of the basic one.
	RegexExtended RegexFlags = 1 << iota
	// RegexIgnoreCase takes upper and lower case for the same.
	RegexIgnoreCase
	// RegexNewLine lets ^ and $ match at line breaks, which a dot does not match then.
	RegexNewLine
)

// System is what a call is about.
type System uint8

// The systems.
const (
	// SystemCollection is lists and maps.
	SystemCollection System = iota
	// SystemBits is the bits of blobs.
	SystemBits
	// SystemHLL is HyperLogLogs.
	SystemHLL
)

// ReadFlags are the flags of an operation that reads an expression.
type ReadFlags uint8

// WriteFlags are the flags of an operation that writes the value of an expression to a bin.
type WriteFlags uint8

// The flags of operations.
const (
	// WriteCreateOnly refuses to change a bin that exists.
	WriteCreateOnly WriteFlags = 1 << iota
	// WriteUpdateOnly refuses to create a bin.
	WriteUpdateOnly
	// WriteAllowDelete lets a nil value delete the bin.
	WriteAllowDelete
	// WritePolicyNoFail makes what these flags refuse an operation without effect.
	WritePolicyNoFail
	// WriteEvalNoFail makes an unknown value an operation without effect.
	WriteEvalNoFail

	// ReadEvalNoFail makes an unknown value an operation without answer.
	ReadEvalNoFail = ReadFlags(WriteEvalNoFail)
)
