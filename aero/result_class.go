package aero

import "strconv"

// Class groups result codes by what a program can do about them.
type Class uint8

// The classes of result codes.
const (
	// ClassOK is success.
	ClassOK Class = iota
	// ClassState says that the record's state, not the command, is the reason: it does not exist, it exists already,
	// its generation differs, the filter excludes it.
	ClassState
	// ClassTransient may pass by itself; the command was not carried out.
	ClassTransient
	// ClassPermanent stays until an operator changes something.
	ClassPermanent
	// ClassInDoubt leaves open whether a write happened.
	ClassInDoubt
	// ClassCaller is a mistake in the command.
	ClassCaller
	// ClassCorruption says that stored or received data is damaged.
	ClassCorruption
	// ClassLimit says that a configured or built-in limit was reached.
	ClassLimit
	// ClassSecurity says that authentication or permissions stand in the way.
	ClassSecurity
)

// String returns the class in lower-case words.
func (c Class) String() string {
	switch c {
	case ClassOK:
		return "ok"
	case ClassState:
		return "record state"
	case ClassTransient:
		return "transient"
	case ClassPermanent:
		return "permanent"
	case ClassInDoubt:
		return "in doubt"
	case ClassCaller:
		return "caller"
	case ClassCorruption:
		return "corruption"
	case ClassLimit:
		return "limit"
	case ClassSecurity:
		return "security"
	default:
		return "class " + strconv.Itoa(int(c))
	}
}

// Class returns what kind of outcome the code is. An unknown code is ClassPermanent.
func (c ResultCode) Class() Class {
	if c == CodeOK {
		return ClassOK
	}
	if info, ok := codeTable[c]; ok {
		return info.class
	}
	return ClassPermanent
}

// Retryable reports whether the same command can succeed when it is sent again unchanged. For a code of ClassInDoubt
// that holds only for commands that may run twice.
func (c ResultCode) Retryable() bool {
	class := c.Class()
	return class == ClassTransient || class == ClassInDoubt
}

// Known reports whether the code is one of Aerospike 8.1.
func (c ResultCode) Known() bool {
	_, ok := codeTable[c]
	return ok
}

// String returns the code's meaning in a few words, or "code N" for an unknown one.
func (c ResultCode) String() string {
	if info, ok := codeTable[c]; ok {
		return info.text
	}
	return "code " + strconv.Itoa(int(c))
}

// Error returns the code's meaning and number.
func (c ResultCode) Error() string {
	return "aero: " + c.String() + " (code " + strconv.Itoa(int(c)) + ")"
}
