package aero

// Function asks for a function that users have registered, in place of operations.
type Function struct {
	// Module and Name say which: the module without its ".lua".
	Module, Name string
	// Arguments are an encoded list, the content of a ParticleList; empty for none.
	Arguments []byte
}

// The bins of the answer to a function.
const (
	// BinSuccess holds what the function returned.
	BinSuccess = "SUCCESS"
	// BinFailure holds why it failed, beside CodeUDFExecution.
	BinFailure = "FAILURE"
)
