package bits

// MaxBlobSize bounds sizes, offsets and results in bytes. It is the size of the protocol's largest message.
const MaxBlobSize = 128 << 20

// bitsPerByte is how many bits a byte has.
const bitsPerByte = 8

// maxBits is MaxBlobSize in bits.
const maxBits = MaxBlobSize * bitsPerByte

// The numbers of the operations that change a blob.
const (
	opResize = iota
	opInsert
	opRemove
	opSet
	opOr
	opXor
	opAnd
	opNot
	opLeftShift
	opRightShift
	opAdd
	opSubtract
	opSetInteger
)

// The numbers of the operations that read a blob.
const (
	opGet = 50 + iota
	opCount
	opLeftScan
	opRightScan
	opGetInteger
)

// flags say when an operation may be carried out.
type flags uint64

// The write flags.
const (
	// flagCreateOnly refuses the operation if the bin exists.
	flagCreateOnly flags = 1 << iota
	// flagUpdateOnly refuses the operation if the bin does not exist.
	flagUpdateOnly
	// flagNoFail makes a refused operation do nothing instead.
	flagNoFail
	// flagPartial clips a range that reaches past the end of the blob.
	flagPartial
)

// The flags of a resize.
const (
	resizeFromFront = 1 << iota
	resizeGrowOnly
	resizeShrinkOnly
)

// The flags of arithmetic. Reading an integer knows the first one.
const (
	integerSigned = 1 << iota
	integerSaturate
	integerWrap
)
