package aero

// ResultCode is the protocol's one-byte answer to a command.
type ResultCode uint8

// CodeOK says that the command did what it was asked to do.
const CodeOK ResultCode = 0
