package segment

// Full reports whether no further frame may start at the offset, so that the log goes on in the next segment.
func Full(offset, size int64) bool { return size-offset < MinRoom }

// Piece returns how many of the remaining payload bytes go into a frame that starts at the offset of a segment
// that is not Full there.
func Piece(offset, size, remaining int64) int64 {
	return min(remaining, MaxPiece, size-offset-FrameHeaderSize)
}

// Rest returns how many bytes of a record's payload do not fit behind the offset of a segment, and whether the record goes on in a further
// one: where a segment is Full, a record without payload does too.
func Rest(offset, size, payload int64) (rest int64, more bool) {
	if Full(offset, size) {
		return payload, true
	}
	rest = max(0, payload-capacity(size-offset))
	return rest, rest > 0
}

// capacity returns how many payload bytes of one record fit into room bytes, at least MinRoom, of a segment.
func capacity(room int64) int64 {
	whole := room / MaxFrameSize
	bytes := whole * MaxPiece
	if rest := room % MaxFrameSize; rest >= MinRoom {
		bytes += rest - FrameHeaderSize
	}
	return bytes
}
