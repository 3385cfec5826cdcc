package cdt

// opCode is the number of an operation in the protocol.
type opCode uint64

// The operations on lists.
const (
	opListSetType              opCode = 0
	opListAppend               opCode = 1
	opListAppendItems          opCode = 2
	opListInsert               opCode = 3
	opListInsertItems          opCode = 4
	opListPop                  opCode = 5
	opListPopRange             opCode = 6
	opListRemove               opCode = 7
	opListRemoveRange          opCode = 8
	opListSet                  opCode = 9
	opListTrim                 opCode = 10
	opListClear                opCode = 11
	opListIncrement            opCode = 12
	opListSort                 opCode = 13
	opListSize                 opCode = 16
	opListGet                  opCode = 17
	opListGetRange             opCode = 18
	opListGetByIndex           opCode = 19
	opListGetByValue           opCode = 20
	opListGetByRank            opCode = 21
	opListGetAllByValue        opCode = 22
	opListGetByValueList       opCode = 23
	opListGetByIndexRange      opCode = 24
	opListGetByValueInterval   opCode = 25
	opListGetByRankRange       opCode = 26
	opListGetByRelativeRank    opCode = 27
	opListRemoveByIndex        opCode = 32
	opListRemoveByValue        opCode = 33
	opListRemoveByRank         opCode = 34
	opListRemoveAllByValue     opCode = 35
	opListRemoveByValueList    opCode = 36
	opListRemoveByIndexRange   opCode = 37
	opListRemoveByInterval     opCode = 38
	opListRemoveByRankRange    opCode = 39
	opListRemoveByRelativeRank opCode = 40
)

// The operations on maps.
const (
	opMapSetType               opCode = 64
	opMapAdd                   opCode = 65
	opMapAddItems              opCode = 66
	opMapPut                   opCode = 67
	opMapPutItems              opCode = 68
	opMapReplace               opCode = 69
	opMapReplaceItems          opCode = 70
	opMapIncrement             opCode = 73
	opMapDecrement             opCode = 74
	opMapClear                 opCode = 75
	opMapRemoveByKey           opCode = 76
	opMapRemoveByIndex         opCode = 77
	opMapRemoveByValue         opCode = 78
	opMapRemoveByRank          opCode = 79
	opMapRemoveByKeyList       opCode = 81
	opMapRemoveAllByValue      opCode = 82
	opMapRemoveByValueList     opCode = 83
	opMapRemoveByKeyInterval   opCode = 84
	opMapRemoveByIndexRange    opCode = 85
	opMapRemoveByValueInterval opCode = 86
	opMapRemoveByRankRange     opCode = 87
	opMapRemoveByRelativeIndex opCode = 88
	opMapRemoveByRelativeRank  opCode = 89
	opMapSize                  opCode = 96
	opMapGetByKey              opCode = 97
	opMapGetByIndex            opCode = 98
	opMapGetByValue            opCode = 99
	opMapGetByRank             opCode = 100
	opMapGetAllByValue         opCode = 102
	opMapGetByKeyInterval      opCode = 103
	opMapGetByIndexRange       opCode = 104
	opMapGetByValueInterval    opCode = 105
	opMapGetByRankRange        opCode = 106
	opMapGetByKeyList          opCode = 107
	opMapGetByValueList        opCode = 108
	opMapGetByRelativeIndex    opCode = 109
	opMapGetByRelativeRank     opCode = 110
)

// The operations that contain others.
const (
	opSelect  opCode = 0xfe
	opContext opCode = 0xff
)

// tableSize is one more than the highest operation that the table holds.
const tableSize = opMapGetByRelativeRank + 1

// returnType says what an operation answers with.
type returnType uint32

// The return types.
const (
	returnNone          returnType = 0
	returnIndex         returnType = 1
	returnReverseIndex  returnType = 2
	returnRank          returnType = 3
	returnReverseRank   returnType = 4
	returnCount         returnType = 5
	returnKey           returnType = 6
	returnValue         returnType = 7
	returnKeyValueMap   returnType = 8
	returnIndexRange    returnType = 9
	returnRevIndexRange returnType = 10
	returnRankRange     returnType = 11
	returnRevRankRange  returnType = 12
	returnExists        returnType = 13
	returnUnorderedMap  returnType = 16
	returnOrderedMap    returnType = 17

	returnMask     = 0xffff
	returnInverted = 0x10000
)

// The flags of operations that write to lists.
const (
	listAddUnique = 1 << iota
	listInsertBounded
	listNoFail
	listDoPartial
)

// The flags of operations that write to maps.
const (
	mapNoOverwrite = 1 << iota
	mapNoCreate
	mapNoFail
	mapDoPartial
)

// The flags of sorting.
const (
	sortDescending = 1 << iota
	sortDropDuplicates
)

// The parts of a context's type.
const (
	contextIndex = 0
	contextRank  = 1
	contextKey   = 2
	contextValue = 3

	contextBaseMask = 0x0f
	contextList     = 0x10
	contextMap      = 0x20
	contextTypeMask = 0x3f

	createMask          = 0xc0
	createListUnordered = 0x40
	createListUnbounded = 0x80
	createListOrdered   = 0xc0
	createMapUnordered  = 0x40
	createMapOrdered    = 0x80
	createMapByValue    = 0xc0
	createIndexed       = 0x100
)

// maxParameterList is how many items a list of keys or values to look for may have.
const maxParameterList = 1 << 20
