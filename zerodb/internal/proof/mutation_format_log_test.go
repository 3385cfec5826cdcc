package proof

// logFormatMutations change one field of the formats of log, backup, lock file and typed keys, in the encoder at least: the vectors of docs/format must notice.
func logFormatMutations() []mutation {
	return []mutation{
		{barrier{
			"journal: count and wall time exchanged", "internal/journal/pieces.go",
			"\torder.PutUint32(w.buffer[offsetCount:], w.count)\n\torder.PutUint64(w.buffer[offsetWallTime:], uint64(wallTime.UnixNano()))",
			"\torder.PutUint64(w.buffer[offsetCount:], uint64(wallTime.UnixNano()))\n\torder.PutUint32(w.buffer[offsetCount+8:], w.count)",
		}, "internal/journal.TestDocumentedVector"},
		{barrier{
			"journal: wall time and previous transaction exchanged", "internal/journal/format.go",
			"\toffsetWallTime = 8 // i64: nanoseconds since 1970\n\toffsetPrevious = 16",
			"\toffsetWallTime = 16 // i64: nanoseconds since 1970\n\toffsetPrevious = 8",
		}, "internal/journal.TestDocumentedVector"},
		{barrier{
			"journal: the piece in the lowest byte", "internal/journal/pieces.go",
			"version|w.part<<8",
			"version<<24|w.part",
		}, "internal/journal.TestDocumentedVectorOfPieces"},
		{barrier{
			"journal: pieces numbered from 1", "internal/journal/pieces.go",
			"version|w.part<<8",
			"version|(w.part+1)<<8",
		}, "internal/journal.TestDocumentedVectorOfPieces"},
		{barrier{
			"journal: create and drop have each other's number", "internal/journal/format.go",
			"CreateTable Kind = 2\n\t// DropTable deletes the table and all that it holds.\n\tDropTable Kind = 3",
			"CreateTable Kind = 3\n\t// DropTable deletes the table and all that it holds.\n\tDropTable Kind = 2",
		}, "internal/journal.TestDocumentedVector"},
		{barrier{
			"journal: put and delete have each other's number", "internal/journal/format.go",
			"Put Kind = 5\n\t// Delete removes Key, with all of its values where the table has duplicates.\n\tDelete Kind = 6",
			"Put Kind = 6\n\t// Delete removes Key, with all of its values where the table has duplicates.\n\tDelete Kind = 5",
		}, "internal/journal.TestDocumentedVector"},
		{barrier{
			"journal: deleting a range and a pair have each other's number", "internal/journal/format.go",
			"DeleteRange Kind = 7\n\t// DeletePair removes Value from those of Key, in a table with duplicates.\n\tDeletePair Kind = 8",
			"DeleteRange Kind = 8\n\t// DeletePair removes Value from those of Key, in a table with duplicates.\n\tDeletePair Kind = 7",
		}, "internal/journal.TestDocumentedVectorOfRanges"},
		{barrier{
			"journal: value before key", "internal/journal/writer.go",
			"\tw.buffer = append(w.buffer, key...)\n\tw.buffer = append(w.buffer, value...)",
			"\tw.buffer = append(w.buffer, value...)\n\tw.buffer = append(w.buffer, key...)",
		}, "internal/journal.TestDocumentedVector"},
		{barrier{
			"journal: length of the value before that of the key", "internal/journal/writer.go",
			"\tw.buffer = binary.AppendUvarint(w.buffer, uint64(len(key)))\n\tw.buffer = binary.AppendUvarint(w.buffer, uint64(len(value)))",
			"\tw.buffer = binary.AppendUvarint(w.buffer, uint64(len(value)))\n\tw.buffer = binary.AppendUvarint(w.buffer, uint64(len(key)))",
		}, "internal/journal.TestDocumentedVector"},
		{barrier{
			"lock: identity and life exchanged", "internal/peers/format.go",
			"\toffsetIdentity = 16 // two words\n\toffsetLife     = 32",
			"\toffsetIdentity = 24 // two words\n\toffsetLife     = 16",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: phase and current root exchanged", "internal/peers/format.go",
			"\toffsetPhase    = 40\n\toffsetCurrent  = 48",
			"\toffsetPhase    = 48\n\toffsetCurrent  = 40",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: used blocks and highest page exchanged", "internal/peers/format.go",
			"\toffsetUsed     = 56 // blocks that were ever claimed\n\toffsetHighest  = 64",
			"\toffsetUsed     = 64 // blocks that were ever claimed\n\toffsetHighest  = 56",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: used blocks in an unused word", "internal/peers/format.go",
			"offsetUsed     = 56",
			"offsetUsed     = 120",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: attended and durable position exchanged", "internal/peers/format.go",
			"\toffsetAttended = 88  // 1: the writer shows each commit\n\toffsetDurable  = 96",
			"\toffsetAttended = 96  // 1: the writer shows each commit\n\toffsetDurable  = 88",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: stopped and wanted position exchanged", "internal/peers/format.go",
			"\toffsetStopped  = 104 // 1: the writer has stopped and will not attend any more\n\toffsetWanted   = 112",
			"\toffsetStopped  = 112 // 1: the writer has stopped and will not attend any more\n\toffsetWanted   = 104",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: stopped in an unused word", "internal/peers/format.go",
			"offsetStopped  = 104",
			"offsetStopped  = 120",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: process and time of a block exchanged", "internal/peers/format.go",
			"\toffsetProcess    = 16\n\toffsetSince      = 24",
			"\toffsetProcess    = 24\n\toffsetSince      = 16",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: owner and generation of a block exchanged", "internal/peers/format.go",
			"\toffsetOwner      = 0\n\toffsetGeneration = 8",
			"\toffsetOwner      = 8\n\toffsetGeneration = 0",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: slots in use in an unused word", "internal/peers/format.go",
			"offsetInUse      = 32",
			"offsetInUse      = 40",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: in use and asked to end have each other's bit", "internal/mvcc/readers.go",
			"\toccupied = 1 << 63\n\tending   = 1 << 62",
			"\toccupied = 1 << 62\n\tending   = 1 << 63",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: closed and inspected have each other's number", "internal/peers/memory.go",
			"\t// Closed: it has ended and left everything durable.\n\tClosed\n\t// Inspected: who has the writer lock writes nothing and publishes nothing.\n\tInspected\n",
			"\tInspected\n\tClosed\n",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: blocks in the lower half of their word", "internal/peers/memory.go",
			"uint64(blocks)<<halfWord | version",
			"version<<halfWord | uint64(blocks)",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: count and depth of a root exchanged", "internal/peers/cell.go",
			"\twordCount\n\twordDepth\n",
			"\twordDepth\n\twordCount\n",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"lock: the checksum of a root leaves its stamp out", "internal/peers/cell.go",
			"range words[:wordSum] {",
			"range words[:wordSum-1] {",
		}, "internal/peers.TestDocumentedVector"},
		{barrier{
			"backup: transaction and time exchanged", "internal/backup/writer.go",
			"[...]uint64{h.Tx, uint64(h.WallTime), h.Tables, h.Entries}",
			"[...]uint64{uint64(h.WallTime), h.Tx, h.Tables, h.Entries}",
		}, "internal/backup.TestVector"},
		{barrier{
			"backup: tables and entries exchanged", "internal/backup/writer.go",
			"uint64(h.WallTime), h.Tables, h.Entries}",
			"uint64(h.WallTime), h.Entries, h.Tables}",
		}, "internal/backup.TestVector"},
		{barrier{
			"backup: length of the value before that of the key", "internal/backup/writer.go",
			"\tw.block = binary.AppendUvarint(w.block, uint64(len(key)))\n\tw.block = binary.AppendUvarint(w.block, uint64(len(value)))",
			"\tw.block = binary.AppendUvarint(w.block, uint64(len(value)))\n\tw.block = binary.AppendUvarint(w.block, uint64(len(key)))",
		}, "internal/backup.TestVector"},
		{barrier{
			"backup: options before the name", "internal/backup/writer.go",
			"\tb = binary.AppendUvarint(b, uint64(len(t.Name)))\n\tb = append(b, t.Name...)\n\tb = binary.AppendUvarint(b, uint64(len(t.Options)))\n\tb = append(b, t.Options...)",
			"\tb = binary.AppendUvarint(b, uint64(len(t.Options)))\n\tb = append(b, t.Options...)\n\tb = binary.AppendUvarint(b, uint64(len(t.Name)))\n\tb = append(b, t.Name...)",
		}, "internal/backup.TestVector"},
		{barrier{
			"backup: entries and bytes exchanged in the totals", "internal/backup/writer.go",
			"w.totals.Tables, w.totals.Entries, w.totals.Bytes}",
			"w.totals.Tables, w.totals.Bytes, w.totals.Entries}",
		}, "internal/backup.TestVector"},
		{barrier{
			"backup: table and entries have each other's number", "internal/backup/format.go",
			"\tkindTable   kind = 2\n\tkindEntries kind = 3",
			"\tkindTable   kind = 3\n\tkindEntries kind = 2",
		}, "internal/backup.TestVector"},
		{barrier{
			"backup: large and more have each other's number", "internal/backup/format.go",
			"\tkindLarge   kind = 4 // an entry whose value goes on in blocks of kindMore\n\tkindMore    kind = 5",
			"\tkindLarge   kind = 5 // an entry whose value goes on in blocks of kindMore\n\tkindMore    kind = 4",
		}, "internal/backup.TestVectorOfLargeValues"},
		{barrier{
			"backup: a large value before its key", "internal/backup/writer.go",
			"\tb = append(b, key...)\n\tfor what",
			"\tb = append(append(b, value[:4]...), key...)\n\tfor what",
		}, "internal/backup.TestVectorOfLargeValues"},
		{barrier{
			"backup: length and kind of a block exchanged", "internal/backup/writer.go",
			"\torder.PutUint32(b[4:], uint32(len(b)-blockHeaderSize))\n\torder.PutUint32(b[8:], uint32(what))",
			"\torder.PutUint32(b[8:], uint32(len(b)-blockHeaderSize))\n\torder.PutUint32(b[4:], uint32(what))",
		}, "internal/backup.TestVector"},
		{barrier{
			"position: transaction and epoch exchanged", "history_position.go",
			"[...]uint64{p.Tx, p.epoch, uint64(p.log.LSN), p.log.Segment}",
			"[...]uint64{p.epoch, p.Tx, uint64(p.log.LSN), p.log.Segment}",
		}, "TestPositionVector"},
		{barrier{
			"position: segment before position", "history_position.go",
			"[...]uint64{p.Tx, p.epoch, uint64(p.log.LSN), p.log.Segment}",
			"[...]uint64{p.Tx, p.epoch, p.log.Segment, uint64(p.log.LSN)}",
		}, "TestPositionVector"},
		{barrier{
			"log: sequence and epoch of a segment exchanged", "internal/wal/segment/format.go",
			"\theaderSequenceAt = 32\n\theaderEpochAt    = 40",
			"\theaderSequenceAt = 40\n\theaderEpochAt    = 32",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: first position and size of a segment exchanged", "internal/wal/segment/format.go",
			"\theaderFirstAt    = 48\n\theaderLengthAt   = 56",
			"\theaderFirstAt    = 56\n\theaderLengthAt   = 48",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: chain and reserved bytes exchanged", "internal/wal/segment/format.go",
			"\theaderChainAt    = 64\n\theaderReservedAt = 68",
			"\theaderChainAt    = 68\n\theaderReservedAt = 64",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: another version", "internal/wal/segment/format.go",
			"Version       = 3",
			"Version       = 4",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: epoch and sequence of a cut exchanged", "internal/wal/segment/format.go",
			"\tcutEpochAt    = 8\n\tcutSequenceAt = 16",
			"\tcutEpochAt    = 16\n\tcutSequenceAt = 8",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: epoch and durable position of a frame exchanged", "internal/wal/segment/format.go",
			"\tframeEpochAt    = 16\n\tframeDurableAt  = 24",
			"\tframeEpochAt    = 24\n\tframeDurableAt  = 16",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: predecessor and length of a frame exchanged", "internal/wal/segment/format.go",
			"\tframePrevAt     = 8\n\tframeLengthAt   = 12",
			"\tframePrevAt     = 12\n\tframeLengthAt   = 8",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: type and flags of a frame exchanged", "internal/wal/segment/format.go",
			"\tframeTypeAt     = 44\n\tframeFlagsAt    = 45",
			"\tframeTypeAt     = 45\n\tframeFlagsAt    = 44",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: first and last have each other's bit", "internal/wal/segment/format.go",
			"\tFirst Flags = 1 << iota\n\t// Last marks the frame that ends a record.\n\tLast\n",
			"\tLast Flags = 1 << iota\n\tFirst\n",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: both checksums of a frame exchanged", "internal/wal/segment/format.go",
			"\tframeSumAt      = 0\n\tframeHeadSumAt  = 4",
			"\tframeSumAt      = 4\n\tframeHeadSumAt  = 0",
		}, "internal/wal/segment.TestVectors"},
		{barrier{
			"log: segments are named by decimal digits", "internal/wal/segment/names.go",
			"nameBase   = 16",
			"nameBase   = 10",
		}, "internal/wal/segment.TestNames"},
		{barrier{
			"log: segments have another suffix", "internal/wal/segment/names.go",
			"liveSuffix       = \".log\"",
			"liveSuffix       = \".wal\"",
		}, "internal/wal/segment.TestNames"},
		{barrier{
			"log: finished checkpoints and openings have each other's type", "tx_commit.go",
			"recordCheckpoint uint8 = 2 // a checkpoint is done; no payload\n\trecordOpened     uint8 = 3",
			"recordCheckpoint uint8 = 3 // a checkpoint is done; no payload\n\trecordOpened     uint8 = 2",
		}, "TestTypesOfRecords"},
		{barrier{
			"typed: a boolean is 1 or 2", "typed/numbers.go",
			"\tif key {\n\t\treturn append(dst, 1)\n\t}\n\treturn append(dst, 0)",
			"\tif key {\n\t\treturn append(dst, 2)\n\t}\n\treturn append(dst, 1)",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: floats have another mark of NaN", "typed/numbers.go",
			"bits := math.Float64bits(float64(key) + 0) // minus zero plus zero is zero\n\tswitch {\n\tcase key != key: //nolint:staticcheck // only a NaN differs from itself\n\t\tbits = 0",
			"bits := math.Float64bits(float64(key) + 0) // minus zero plus zero is zero\n\tswitch {\n\tcase key != key: //nolint:staticcheck // only a NaN differs from itself\n\t\tbits = 1",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: small floats are written with eight bytes", "typed/numbers.go",
			"return binary.BigEndian.AppendUint32(dst, bits)",
			"return binary.BigEndian.AppendUint64(dst, uint64(bits)<<32)",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: numbers of 16 bits are written with four bytes", "typed/numbers.go",
			"return binary.BigEndian.AppendUint16(dst, uint16(key))",
			"return binary.BigEndian.AppendUint32(dst, uint32(key)<<16)",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: an integer of one byte is written with two", "typed/numbers.go",
			"func (Uint8[T]) AppendPart(dst []byte, key T) []byte { return append(dst, byte(key)) }",
			"func (Uint8[T]) AppendPart(dst []byte, key T) []byte { return append(dst, byte(key), 0) }",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: nanoseconds before seconds", "typed/strings.go",
			"\tdst = Int64[int64]{}.AppendPart(dst, key.Unix())\n\treturn binary.BigEndian.AppendUint32(dst, uint32(key.Nanosecond()))",
			"\tdst = binary.BigEndian.AppendUint32(dst, uint32(key.Nanosecond()))\n\treturn Int64[int64]{}.AppendPart(dst, key.Unix())",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: a whole string is written as a part", "typed/strings.go",
			"func (String[T]) AppendKey(dst []byte, key T) []byte { return append(dst, key...) }",
			"func (String[T]) AppendKey(dst []byte, key T) []byte { return marked().AppendKey(dst, []byte(key)) }",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: the middle part of a triple is not marked", "typed/tuples.go",
			"return c.Third.AppendKey(c.Second.AppendPart(c.First.AppendPart(dst, key.First), key.Second), key.Third)",
			"return c.Third.AppendPart(c.Second.AppendPart(c.First.AppendPart(dst, key.First), key.Second), key.Third)",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: JSON ends with a line's end", "typed/values.go",
			"return bytes.TrimSuffix(buffer.Bytes(), []byte(\"\\n\")), nil",
			"return buffer.Bytes(), nil",
		}, "typed.TestDocumentedVectors"},
		{barrier{
			"typed: Same writes a part", "typed/values.go",
			"return c.Key.AppendKey(dst, value), nil",
			"return c.Key.AppendPart(dst, value), nil",
		}, "typed.TestDocumentedVectors"},
	}
}
