package exprcode

// Opcode is the first element of an encoded instruction.
type Opcode uint8

// The opcodes of Aerospike 8.1.
const (
	Unknown Opcode = 0

	Equal          Opcode = 1
	NotEqual       Opcode = 2
	Greater        Opcode = 3
	GreaterOrEqual Opcode = 4
	Less           Opcode = 5
	LessOrEqual    Opcode = 6
	Regex          Opcode = 7
	Geo            Opcode = 8
	InList         Opcode = 9

	And       Opcode = 16
	Or        Opcode = 17
	Not       Opcode = 18
	Exclusive Opcode = 19

	Add      Opcode = 20
	Subtract Opcode = 21
	Multiply Opcode = 22
	Divide   Opcode = 23
	Power    Opcode = 24
	Log      Opcode = 25
	Modulo   Opcode = 26
	Absolute Opcode = 27
	Floor    Opcode = 28
	Ceiling  Opcode = 29
	ToInt    Opcode = 30
	ToFloat  Opcode = 31

	BitAnd          Opcode = 32
	BitOr           Opcode = 33
	BitXor          Opcode = 34
	BitNot          Opcode = 35
	LeftShift       Opcode = 36
	RightShift      Opcode = 37
	ArithmeticShift Opcode = 38
	BitCount        Opcode = 39
	LeftScan        Opcode = 40
	RightScan       Opcode = 41

	Minimum Opcode = 50
	Maximum Opcode = 51

	DigestModulo Opcode = 64
	DeviceSize   Opcode = 65
	LastUpdate   Opcode = 66
	SinceUpdate  Opcode = 67
	VoidTime     Opcode = 68
	TTL          Opcode = 69
	SetName      Opcode = 70
	KeyExists    Opcode = 71
	IsTombstone  Opcode = 72
	MemorySize   Opcode = 73
	RecordSize   Opcode = 74

	Key     Opcode = 80
	Bin     Opcode = 81
	BinType Opcode = 82

	Remove    Opcode = 100
	MapKeys   Opcode = 101
	MapValues Opcode = 102

	Builtin  Opcode = 122
	Cond     Opcode = 123
	Variable Opcode = 124
	Let      Opcode = 125
	Quote    Opcode = 126
	Call     Opcode = 127

	// Opcodes is above all of them.
	Opcodes = 128
)

// CallModify marks, in the number of the system that a call addresses, one that answers with what its operand becomes.
const CallModify = 0x40
