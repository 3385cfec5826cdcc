package aero

// MonitorSet is the set of the monitor records of multi-record transactions. The user key of a monitor is the
// transaction's number; it lists the digests of the records that the transaction writes.
const MonitorSet = "<ERO~MRT"

// TransactionStep is what a command does for a multi-record transaction beside reading or writing.
type TransactionStep uint8

// The steps.
const (
	// TransactionNone is an ordinary read or write.
	TransactionNone TransactionStep = iota
	// TransactionVerify checks that a record still has the version that was read.
	TransactionVerify
	// TransactionRollForward makes the provisional version of a record the valid one.
	TransactionRollForward
	// TransactionRollBack drops the provisional version of a record.
	TransactionRollBack
)

// Transaction ties a command to a multi-record transaction. The zero Transaction is none.
type Transaction struct {
	// ID is the transaction's number, which its client chose; 0 for none.
	ID uint64
	// Version is the version of the record that the transaction has read, 56 bits; 0 for none.
	Version uint64
	// DeadlineSeconds is when the transaction expires, in seconds since the protocol's epoch; 0 if that is not known.
	DeadlineSeconds uint32
	// Step is what is to be done.
	Step TransactionStep
	// LockOnce refuses a write to a record that the transaction has written before.
	LockOnce Once
}

// Once says whether something may happen only once.
type Once bool

// IsZero reports whether the command belongs to no transaction.
func (t *Transaction) IsZero() bool { return *t == Transaction{} }
