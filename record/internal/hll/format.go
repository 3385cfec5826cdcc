package hll

// The place of the fields in a sketch. All are bytes but the count, which is 8 bytes, little-endian.
const (
	flagsAt       = 0
	indexBitsAt   = 1
	minhashBitsAt = 2
	countAt       = 3
	headerSize    = 11
)

// Limits of what a sketch is made of.
const (
	minIndexBits   = 4
	maxIndexBits   = 16
	minMinhashBits = 4 // or none
	maxMinhashBits = 51
	maxHashBits    = 64 // index and minimum hash together
	rankBits       = 6
	ranks          = 1 << rankBits
)

// unset stands for a number of bits that an operation leaves open.
const unset = -1

// The numbers of the operations that change a sketch.
const (
	opInit = iota
	opAdd
	opUnion
	opRefreshCount
	opFold
)

// The numbers of the operations that read a sketch.
const (
	opGetCount = 50 + iota
	opGetUnion
	opUnionCount
	opIntersectCount
	opSimilarity
	opDescribe
	opMayContain
)

// flags say when an operation may be carried out.
type flags uint64

// The write flags.
const (
	// flagCreateOnly refuses the operation if the bin exists.
	flagCreateOnly flags = 1 << iota
	// flagUpdateOnly refuses the operation if the bin does not exist.
	flagUpdateOnly
	// flagNoFail makes an operation that the two flags above refuse do nothing instead.
	flagNoFail
	// flagAllowFold lets a union give the bin fewer index bits, or no minimum hash, if the others require it.
	flagAllowFold
)
