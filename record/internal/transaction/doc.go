// Package transaction is the stored form of multi-record transactions: the rows of the tables locks and monitors, and
// what follows from them alone. It is pure; docs/format/transactions.md draws the rows.
//
// A lock holds the provisional version of a record until its transaction is rolled forward or back; the valid version
// stays where it is, so that nobody else sees anything. A monitor is the transaction itself: its number, when it expires,
// whether its outcome is decided, and the digests of the records that it writes. It stands between package layout, whose
// records locks contain, and package record, which moves rows in and out of the engine.
//
// What holds: DecodeLock and DecodeMonitor accept exactly what Append writes. What they return aliases its input.
package transaction
