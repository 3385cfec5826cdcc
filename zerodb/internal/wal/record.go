package wal

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// Record is one entry of the log. The log does not look into it.
type Record struct {
	// Type is the engine's kind of record.
	Type uint8
	// Tx is the transaction that the record belongs to.
	Tx ids.TxID
	// Payload is the content. When a record is replayed it is valid only during the call.
	Payload []byte
	// More is content behind Payload, which Append takes in pieces so that who has it need not join it. A replayed record has none.
	More [][]byte
}

// size returns the length of the content.
func (r *Record) size() int64 {
	n := int64(len(r.Payload))
	for _, piece := range r.More {
		n += int64(len(piece))
	}
	return n
}

// Position is a place between two records, with all that is needed to start reading there.
type Position struct {
	// LSN is the number of frame bytes before the place since the database was created.
	LSN ids.LSN
	// Segment is the sequence number of the segment that holds the place.
	Segment uint64
	// Chain is the checksum of the frame before the place, which the next frame must continue.
	Chain uint32
}

// Report says what Recover found.
type Report struct {
	// End is the position after the last record that was replayed or abandoned.
	End ids.LSN
	// Last is the position after the last record that was replayed, where an abandoned one begins; where none was replayed, that from which the log was read.
	Last ids.LSN
	// Records counts the records that were replayed.
	Records uint64
	// Bytes counts their payload.
	Bytes uint64
	// Segments counts the segments that were read.
	Segments int
	// Lives counts the changes of epoch that were met.
	Lives int
	// AbandonedBytes counts payload of records that were cut off by a crash before their end.
	AbandonedBytes uint64
	// RescuedBytes counts the bytes of the last segment that were copied and synced anew.
	RescuedBytes int64
}
