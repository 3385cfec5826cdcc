package expr

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// opcode is the first element of an encoded instruction.
type opcode = exprcode.Opcode

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
