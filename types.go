package aerolith

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// The words of the API. They are those of packages aero and client, under which more is said about each.
type (
	// Key names a record.
	Key = aero.Key
	// Bins are values by the names of their bins.
	Bins = client.Bins
	// Record is a record as it was read.
	Record = client.Record
	// ReadPolicy, WritePolicy, BatchPolicy and ScanPolicy say how a call is made; nil means the defaults.
	ReadPolicy  = client.ReadPolicy
	WritePolicy = client.WritePolicy
	BatchPolicy = client.BatchPolicy
	ScanPolicy  = client.ScanPolicy
	// Timing bounds a call and its attempts.
	Timing = client.Timing
	// BatchEntry is one command of a batch, BatchResult its outcome.
	BatchEntry  = client.BatchEntry
	BatchResult = client.BatchResult
	// Transaction is a transaction over many records, TransactionOptions say how it behaves.
	Transaction        = client.Transaction
	TransactionOptions = client.TransactionOptions
	// Background is a write to every record of a scan or query while nobody waits, Job one that has begun.
	Background = client.Background
	Job        = client.Job
	// Aggregation is a function over the records of a scan or query.
	Aggregation = client.Aggregation
	// Cursor remembers how far a scan or query is.
	Cursor = client.Cursor
	// IndexRange is what a query looks for, IndexDefinition what an index holds.
	IndexRange      = aero.IndexRange
	IndexDefinition = aero.IndexDefinition
	// Module is a registered module of functions.
	Module = client.Module
	// Error is the failure of a call: which, on what, why, whether a write may have happened, and whether to try again.
	Error = client.Error
)

// What a write requires of the record and of its generation, for WritePolicy.
const (
	Upsert      = client.Upsert
	CreateOnly  = client.CreateOnly
	UpdateOnly  = client.UpdateOnly
	Replace     = client.Replace
	ReplaceOnly = client.ReplaceOnly

	AnyGeneration   = client.AnyGeneration
	SameGeneration  = client.SameGeneration
	NewerGeneration = client.NewerGeneration
)
