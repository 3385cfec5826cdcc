package wire

// Type says what a frame holds.
type Type uint8

// The types of frames.
const (
	// TypeInfo is an info request or its reply: lines of text.
	TypeInfo Type = 1
	// TypeAdmin is an administration command or its reply.
	TypeAdmin Type = 2
	// TypeMessage is a command or the messages that answer it.
	TypeMessage Type = 3
	// TypeCompressed is a message in compressed form.
	TypeCompressed Type = 4
	// TypeShipping is a request of cross-datacenter replication for records.
	TypeShipping Type = 5
)

// The frame header: version, type, then the body's length in 6 bytes.
const (
	// FrameHeaderSize is the size of the header of every frame.
	FrameHeaderSize = 8
	// protocolVersion is the first byte of a frame.
	protocolVersion = 2
	// lengthMask keeps the body's length of the 8 header bytes.
	lengthMask = 1<<48 - 1
)

// The message header: 22 bytes behind the frame header.
const (
	messageHeaderSize = 22
	offsetInfo1       = 1
	offsetInfo2       = 2
	offsetInfo3       = 3
	offsetInfo4       = 4
	offsetCode        = 5
	offsetGeneration  = 6
	offsetTTL         = 10
	offsetTimeout     = 14
	offsetFields      = 18
	offsetOperations  = 20
)

// The bits of info1.
const (
	info1Read       = 1 << 0
	info1ReadAll    = 1 << 1
	info1ShortQuery = 1 << 2
	info1Batch      = 1 << 3
	info1NoBinData  = 1 << 5
	info1AllCopies  = 1 << 6
	// info1CompressAnswer asks for the answer in compressed form.
	info1CompressAnswer = 1 << 7
)

// The bits of info2.
const (
	info2Write             = 1 << 0
	info2Delete            = 1 << 1
	info2Generation        = 1 << 2
	info2GenerationGreater = 1 << 3
	info2DurableDelete     = 1 << 4
	info2CreateOnly        = 1 << 5
	info2RespondAllOps     = 1 << 7
)

// The bits of info3.
const (
	info3Last            = 1 << 0
	info3MasterOnly      = 1 << 1
	info3PartitionDone   = 1 << 2
	info3UpdateOnly      = 1 << 3
	info3CreateOrReplace = 1 << 4
	info3ReplaceOnly     = 1 << 5
	info3ReadType        = 1 << 6
	info3ReadRelaxed     = 1 << 7
)

// The bits of info4, which only multi-record transactions set.
const (
	info4Verify      = 1 << 0
	info4RollForward = 1 << 1
	info4RollBack    = 1 << 2
	info4LockOnce    = 1 << 4
)

// The types of fields.
const (
	fieldNamespace        = 0
	fieldSet              = 1
	fieldKey              = 2
	fieldRecordVersion    = 3
	fieldDigest           = 4
	fieldTransactionID    = 5
	fieldDeadline         = 6
	fieldTaskID           = 7
	fieldSocketTimeout    = 9
	fieldRecordsPerSecond = 10
	fieldPartitions       = 11
	fieldDigests          = 12
	fieldMaxRecords       = 13
	fieldIndexValues      = 15
	fieldIndexName        = 21
	fieldIndexRange       = 22
	fieldIndexContext     = 23
	fieldIndexExpression  = 24
	fieldIndexSource      = 26
	fieldFunctionFile     = 30
	fieldFunctionName     = 31
	fieldFunctionList     = 32
	fieldFunctionOp       = 33
	fieldBatch            = 41
	fieldBatchWithSet     = 42
	fieldFilter           = 43
	// fieldLimit is one above the last field type that is looked at; others are skipped.
	fieldLimit = 44
)

// The layout of operations: length (4 bytes, counting what follows), type, particle type, flags, name length, name,
// perhaps an update time, value. A field is its length (4 bytes, counting what follows), type and content.
const (
	// operationFixedSize is what the length of an operation counts before the name.
	operationFixedSize = 4
	// operationHasUpdateTime is the flag that an update time of 8 bytes precedes the value.
	operationHasUpdateTime = 1 << 0
	// updateTimeSize is the size of that update time.
	updateTimeSize = 8
)

// The batch field: number of rows, flags, then the rows.
const (
	batchHeaderSize      = 5
	batchRowHeaderSize   = 25
	batchInline          = 1 << 0
	batchReportAllErrors = 1 << 2

	rowRepeat     = 1 << 0
	rowInfo       = 1 << 1
	rowGeneration = 1 << 2
	rowTTL        = 1 << 3
	rowInfo4      = 1 << 4
)

// The administration message: scheme, result, command, number of fields, padding.
const (
	adminHeaderSize    = 16
	adminOffsetResult  = 1
	adminOffsetCommand = 2
	adminOffsetFields  = 3
)

// The limits of names, in bytes.
const (
	// MaxNamespaceLength is the longest name of a namespace.
	MaxNamespaceLength = 31
	// MaxSetLength is the longest name of a set.
	MaxSetLength = 63
	// MaxBinNameLength is the longest name of a bin.
	MaxBinNameLength = 15
	// maxCount is the largest number of fields or operations of a message.
	maxCount = 1<<16 - 1
	// maxBatchGeneration is the largest generation that a batch row can carry.
	maxBatchGeneration = 1<<16 - 1
)
