package ids

// PageID numbers a page of the data file from 0. The pages 0 and 1 are the meta pages.
type PageID uint64

// TxID numbers a transaction. It grows through the life of a database, is never used twice, and has gaps.
// 0 means none.
type TxID uint64

// LSN is a position in the log: the number of log bytes before it since the database was created.
type LSN uint64

// PageRef names one state of a page: its number and the transaction in which that state was born. A reference
// whose birth differs from what the page says of itself shows a misplaced, lost or stale page.
type PageRef struct {
	// ID is the page's number.
	ID PageID
	// Birth is the transaction that wrote the page.
	Birth TxID
}

// IsZero reports whether the reference points nowhere, as the root of an empty tree does.
func (r PageRef) IsZero() bool { return r == PageRef{} }
