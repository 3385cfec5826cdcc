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

// callModify marks a call that answers with what its operand becomes.
const callModify = 0x40

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

// The opcodes.
const (
	opUnknown        = 0
	opEqual          = 1
	opNotEqual       = 2
	opGreater        = 3
	opGreaterOrEqual = 4
	opLess           = 5
	opLessOrEqual    = 6
	opRegex          = 7
	opGeo            = 8
	opInList         = 9

	opAnd       = 16
	opOr        = 17
	opNot       = 18
	opExclusive = 19

	opAdd      = 20
	opSubtract = 21
	opMultiply = 22
	opDivide   = 23
	opPower    = 24
	opLog      = 25
	opModulo   = 26
	opAbsolute = 27
	opFloor    = 28
	opCeiling  = 29
	opToInt    = 30
	opToFloat  = 31

	opBitAnd          = 32
	opBitOr           = 33
	opBitXor          = 34
	opBitNot          = 35
	opLeftShift       = 36
	opRightShift      = 37
	opArithmeticShift = 38
	opBitCount        = 39
	opLeftScan        = 40
	opRightScan       = 41

	opMinimum = 50
	opMaximum = 51

	opDigestModulo = 64
	opLastUpdate   = 66
	opSinceUpdate  = 67
	opVoidTime     = 68
	opTTL          = 69
	opSetName      = 70
	opKeyExists    = 71
	opIsTombstone  = 72
	opRecordSize   = 74

	opKey     = 80
	opBin     = 81
	opBinType = 82

	opMapKeys   = 101
	opMapValues = 102

	opCond     = 123
	opVariable = 124
	opLet      = 125
	opQuote    = 126
	opCall     = 127
)
