package operand

// The MessagePack markers that arguments begin with. The lower bits of the fix forms hold a value or length.
const (
	markFixMap    = 0x80 // 0x00 to 0x7f are integers
	markFixList   = 0x90
	markFixString = 0xa0
	markNil       = 0xc0
	markNever     = 0xc1
	markFalse     = 0xc2
	markTrue      = 0xc3
	markBin8      = 0xc4
	markBin16     = 0xc5
	markBin32     = 0xc6
	markExt8      = 0xc7
	markExt16     = 0xc8
	markExt32     = 0xc9
	markFloat32   = 0xca
	markFloat64   = 0xcb
	markUint8     = 0xcc
	markUint64    = 0xcf
	markInt8      = 0xd0
	markInt64     = 0xd3
	markFixExt1   = 0xd4
	markFixExt16  = 0xd8
	markString8   = 0xd9
	markString16  = 0xda
	markString32  = 0xdb
	markList16    = 0xdc
	markList32    = 0xdd
	markMap16     = 0xde
	markMap32     = 0xdf
	markNegative  = 0xe0 // to 0xff: -32 to -1
)

// The bits of the fix forms that hold a length.
const (
	fixListLength   = 0x0f
	fixStringLength = 0x1f
)
