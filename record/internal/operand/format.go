package operand

// The bits of the fix forms that hold a length.
const (
	fixListLength   = 0x0f
	fixStringLength = 0x1f
)
