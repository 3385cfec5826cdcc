package zerodb

// LogGap tells that segments are missing in the log, or between archive and log, from before the last checkpoint. The database needs none of
// them, but its history begins behind the gap: History and Watch from an earlier position end with an error, and an archive restores no
// backup from before it to anything behind it. Take a full backup. The event comes at each opening that goes on to write while a part of the history from before the
// gap is there.
type LogGap struct {
	// Missing is the last segment that is missing, Next the one from which on the history is whole; they are the numbers in the names of the files.
	Missing, Next uint64
	// Removed is how many segments of the log lie in front of the gap. The next checkpoint removes them, without a copy in the archive.
	Removed int
}

// isEvent marks LogGap as an Event.
func (LogGap) isEvent() {}

// tellGap tells of a gap that was found when the log's life began.
func (db *DB) tellGap() {
	if gap := db.log.Gap(); gap.Next != 0 {
		db.emit(LogGap{Missing: gap.Missing, Next: gap.Next, Removed: gap.Segments})
	}
}
