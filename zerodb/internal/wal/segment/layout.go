package segment

// Full reports whether no further frame may start at the offset, so that the log goes on in the next segment.
func Full(offset, size int64) bool { return size-offset < MinRoom }

// Piece returns how many of the remaining payload bytes go into a frame that starts at the offset of a segment
// that is not Full there.
func Piece(offset, size, remaining int64) int64 {
	return min(remaining, MaxPiece, size-offset-FrameHeaderSize)
}

// Successors returns how many further segments, of next bytes each, a record with payload bytes needs when it starts at the
// offset of one of size bytes: 0 when it fits into that.
func Successors(offset, size, next, payload int64) int64 {
	var count int64
	if Full(offset, size) {
		count, offset, size = 1, HeaderSize, next
	}
	rest := payload - capacity(size-offset)
	if rest <= 0 {
		return count
	}
	full := capacity(next - HeaderSize)
	return count + (rest+full-1)/full
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
