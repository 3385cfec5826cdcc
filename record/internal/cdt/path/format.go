package path

// opSelect is the number of the operation.
const opSelect = 0xfe

// MaxLevels is how many steps a path may have.
const MaxLevels = 64

// The ways to enter a list or map.
const (
	byIndex   = 0
	byRank    = 1
	byKey     = 2
	byValue   = 3
	byTruth   = 4
	byKeyList = 10

	baseMask = 0x0f
	onList   = 0x10
	onMap    = 0x20
	listMask = onList | onMap
	mapMask  = 0xf0
	andTruth = 0x200 | byTruth // a second condition for the step before
	andMask  = 0x200
)

// mode says what becomes of what is chosen.
type mode uint8

// The modes.
const (
	modeTree mode = iota
	modeValues
	modeKeys
	modeKeysAndValues
	modeApply

	modeMask = 0x0f
	flagMask = 0xf0
	noFail   = 0x10
)
