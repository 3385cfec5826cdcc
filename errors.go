package aerolith

import (
	"errors"

	"github.com/aerolith/aerolith/client"
)

// Sentinels for DSNs.
var (
	// ErrDSN says that a DSN cannot be understood. The error says what is wrong without repeating it.
	ErrDSN = errors.New("aerolith: malformed DSN")
	// ErrDSNPassword says that a DSN holds a password, or something that looks like one. Passwords are given as a reference,
	// password=env:NAME or password=file:PATH, or with WithPassword.
	ErrDSNPassword = errors.New("aerolith: a password does not belong into a DSN")
	// ErrInUse says that the file is open already, in this process or another one.
	ErrInUse = errors.New("aerolith: the file is open already")
)

// Sentinels of every backend; result codes are those of package aero.
var (
	// ErrClosed says that the DB is closed.
	ErrClosed = client.ErrClosed
	// ErrTimeout says that the policy's time was over.
	ErrTimeout = client.ErrTimeout
	// ErrNoBin says that a record has no bin of that name, ErrBinType that its value is of another type.
	ErrNoBin   = client.ErrNoBin
	ErrBinType = client.ErrBinType
	// ErrStruct says that a value is no struct that bins can be mapped to.
	ErrStruct = client.ErrStruct
	// ErrTransaction says that a call cannot belong to the transaction, or that the transaction cannot end that way.
	ErrTransaction = client.ErrTransaction
	// ErrTransactionAborted says that nothing of a transaction has happened.
	ErrTransactionAborted = client.ErrTransactionAborted
	// ErrNoCluster says that there are no nodes, users or roles to ask for: commands are carried out in this process.
	ErrNoCluster = client.ErrNoCluster
)
