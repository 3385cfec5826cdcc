package wal

// Gap says that segments are missing among those before the start of a recovery, which nobody needs who goes on from a checkpoint. The
// end of a segment is where its successor begins, so those in front of a gap cannot be archived, nor can a reader come from them to
// what follows: the log, and an archive that is made of it, are whole from Next on.
type Gap struct {
	// Missing is the last segment that is not there, Next the one behind it. Both are 0 where there is no gap.
	Missing, Next uint64
	// Segments is how many segments of the log lie in front of it. The next Release gives them up, without a copy in the archive.
	Segments int
}

// Gap returns the last gap that was found when the log's life began, among log and archive together.
func (l *Log) Gap() Gap {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gap
}

// gapBefore looks for a gap in front of a segment, given all that a reader can find, ascending.
func gapBefore(sequence uint64, known []uint64) Gap {
	for i := len(known) - 1; i >= 0; i-- {
		switch {
		case known[i] >= sequence:
		case known[i] == sequence-1:
			sequence--
		default:
			return Gap{Missing: sequence - 1, Next: sequence}
		}
	}
	return Gap{}
}
