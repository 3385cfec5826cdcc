package expr

import "github.com/aerolith/aerolith/aero"

// opcode is the first element of an encoded instruction.
type opcode uint8

// The opcodes of Aerospike 8.1.
const (
	opUnknown opcode = 0

	opEqual          opcode = 1
	opNotEqual       opcode = 2
	opGreater        opcode = 3
	opGreaterOrEqual opcode = 4
	opLess           opcode = 5
	opLessOrEqual    opcode = 6
	opRegex          opcode = 7
	opGeo            opcode = 8
	opInList         opcode = 9

	opAnd       opcode = 16
	opOr        opcode = 17
	opNot       opcode = 18
	opExclusive opcode = 19

	opAdd      opcode = 20
	opSubtract opcode = 21
	opMultiply opcode = 22
	opDivide   opcode = 23
	opPower    opcode = 24
	opLog      opcode = 25
	opModulo   opcode = 26
	opAbsolute opcode = 27
	opFloor    opcode = 28
	opCeiling  opcode = 29
	opToInt    opcode = 30
	opToFloat  opcode = 31

	opBitAnd          opcode = 32
	opBitOr           opcode = 33
	opBitXor          opcode = 34
	opBitNot          opcode = 35
	opLeftShift       opcode = 36
	opRightShift      opcode = 37
	opArithmeticShift opcode = 38
	opBitCount        opcode = 39
	opLeftScan        opcode = 40
	opRightScan       opcode = 41

	opMinimum opcode = 50
	opMaximum opcode = 51

	opDigestModulo opcode = 64
	opDeviceSize   opcode = 65
	opLastUpdate   opcode = 66
	opSinceUpdate  opcode = 67
	opVoidTime     opcode = 68
	opTTL          opcode = 69
	opSetName      opcode = 70
	opKeyExists    opcode = 71
	opIsTombstone  opcode = 72
	opMemorySize   opcode = 73
	opRecordSize   opcode = 74

	opKey     opcode = 80
	opBin     opcode = 81
	opBinType opcode = 82

	opRemove    opcode = 100
	opMapKeys   opcode = 101
	opMapValues opcode = 102

	opBuiltin  opcode = 122
	opCond     opcode = 123
	opVariable opcode = 124
	opLet      opcode = 125
	opQuote    opcode = 126
	opCall     opcode = 127

	opcodes = 128
)

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

	typeReserved // a variable may be declared so; it is never known
	typeRemove   // what takes an element away
	typeOther    // packed values that have no type of their own

	types
)

// typeUnknown marks a value that is not known.
const typeUnknown Type = 0xff

// particleTypes are the particle types by type. Nobody writes here.
var particleTypes = [...]aero.ParticleType{
	TypeNil:    aero.ParticleNil,
	TypeBool:   aero.ParticleBool,
	TypeInt:    aero.ParticleInteger,
	TypeString: aero.ParticleString,
	TypeList:   aero.ParticleList,
	TypeMap:    aero.ParticleMap,
	TypeBlob:   aero.ParticleBlob,
	TypeFloat:  aero.ParticleFloat,
	TypeGeo:    aero.ParticleGeoJSON,
	TypeHLL:    aero.ParticleHLL,
}

// The systems that a call may address.
const (
	systemCollection = 0
	systemBits       = 1
	systemHLL        = 2

	flagModify = 0x40 // the call answers with what its operand becomes
)

// The variables that an expression on elements of a list or map is given.
const (
	builtinKey = iota
	builtinValue
	builtinIndex

	builtins
)

// The limits of an expression.
const (
	// MaxSize is how large the server's form of an expression may be, in bytes; each instruction has a size of its own.
	MaxSize = 1 << 20
	// MaxDepth is how deep instructions may stand within each other.
	MaxDepth = 256
)

// Sizes of instructions in the server's form, which MaxSize counts.
const (
	sizePlain  = 8
	sizeNumber = 12
	sizeWide   = 16
	sizeLet    = 20
	sizeBytes  = 24
	sizeGeo    = 40
	sizeRegex  = 80
	sizeCall   = 344
)
