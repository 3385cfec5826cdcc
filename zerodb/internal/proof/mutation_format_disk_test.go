package proof

// diskFormatMutations change one field of the formats of pages and meta pages, in the encoder at least: the vectors of docs/format must notice.
func diskFormatMutations() []mutation {
	return []mutation{
		{barrier{
			"meta: other byte order", "internal/meta/format.go",
			"var order = binary.LittleEndian",
			"var order = binary.BigEndian",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: version and page size exchanged", "internal/meta/format.go",
			"\toffsetVersion   = offsetMagic + len(magic)\n\toffsetPageSize  = offsetVersion + 4\n\toffsetFeatures  = offsetPageSize + 4",
			"\toffsetPageSize  = offsetMagic + len(magic)\n\toffsetVersion   = offsetPageSize + 4\n\toffsetFeatures  = offsetVersion + 4",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: features and UUID exchanged", "internal/meta/format.go",
			"\toffsetFeatures  = offsetPageSize + 4\n\toffsetUUID      = offsetFeatures + 8\n\toffsetCatalog   = offsetUUID + 16",
			"\toffsetUUID      = offsetPageSize + 4\n\toffsetFeatures  = offsetUUID + 16\n\toffsetCatalog   = offsetFeatures + 8",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: depth and flags exchanged", "internal/meta/format.go",
			"\toffsetDepth     = offsetEntries + 8\n\toffsetFlags     = offsetDepth + 4\n\toffsetFree      = offsetFlags + 4",
			"\toffsetFlags     = offsetEntries + 8\n\toffsetDepth     = offsetFlags + 4\n\toffsetFree      = offsetDepth + 4",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: catalog's root behind its entries", "internal/meta/format.go",
			"\toffsetEntries   = offsetCatalog + 16\n",
			"\toffsetEntries   = offsetCatalog + 16 + 4\n",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: high-water mark and log position exchanged", "internal/meta/format.go",
			"\toffsetHighWater = offsetFree + 16\n\toffsetLSN       = offsetHighWater + 8\n\toffsetSegment   = offsetLSN + 8",
			"\toffsetLSN       = offsetFree + 16\n\toffsetHighWater = offsetLSN + 8\n\toffsetSegment   = offsetHighWater + 8",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: segment and chain exchanged", "internal/meta/format.go",
			"\toffsetSegment   = offsetLSN + 8\n\toffsetChain     = offsetSegment + 8\n\toffsetReserved  = offsetChain + 4",
			"\toffsetChain     = offsetLSN + 8\n\toffsetSegment   = offsetChain + 4\n\toffsetReserved  = offsetSegment + 8",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: wall time before the reserved bytes", "internal/meta/format.go",
			"\toffsetReserved  = offsetChain + 4\n\toffsetWallTime  = offsetReserved + 4\n\toffsetFieldsEnd = offsetWallTime + 8",
			"\toffsetWallTime  = offsetChain + 4\n\toffsetReserved  = offsetWallTime + 8\n\toffsetFieldsEnd = offsetReserved + 4",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: another bit for a clean end", "internal/meta/format.go",
			"flagClean = 1 << 0",
			"flagClean = 1 << 1",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: birth before number in a reference", "internal/meta/meta.go",
			"\torder.PutUint64(b, uint64(r.ID))\n\torder.PutUint64(b[8:], uint64(r.Birth))",
			"\torder.PutUint64(b[8:], uint64(r.ID))\n\torder.PutUint64(b, uint64(r.Birth))",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"meta: wall time in microseconds", "internal/meta/meta.go",
			"uint64(m.WallTime.UnixNano())",
			"uint64(m.WallTime.UnixMicro())",
		}, "internal/meta.TestDocumentedVector"},
		{barrier{
			"page: other byte order", "internal/page/format.go",
			"var order = binary.LittleEndian",
			"var order = binary.BigEndian",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: kind and flags exchanged", "internal/page/format.go",
			"\toffsetKind     = 4\n\toffsetFlags    = 5",
			"\toffsetKind     = 5\n\toffsetFlags    = 4",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: number and birth exchanged", "internal/page/format.go",
			"\toffsetNumber   = 8\n\toffsetBirth    = 16",
			"\toffsetNumber   = 16\n\toffsetBirth    = 8",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: prefix and garbage exchanged", "internal/page/format.go",
			"\toffsetPrefix  = 28 // leaf, branch: length of the common prefix\n\toffsetGarbage = 30 //",
			"\toffsetPrefix  = 30 // leaf, branch: length of the common prefix\n\toffsetGarbage = 28 //",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: garbage counted twice", "internal/page/node.go",
			"uint16(n.garbage()+size)",
			"uint16(n.garbage()+2*size)",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: length of a large value elsewhere", "internal/page/format.go",
			"offsetLength  = 24 // large",
			"offsetLength  = 16 // large",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: cell and suffix length exchanged in a slot", "internal/page/format.go",
			"\tslotOffsetShift = 32\n\tslotLengthShift = 48",
			"\tslotOffsetShift = 48\n\tslotLengthShift = 32",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: another mark of a large value", "internal/page/format.go",
			"valueLargeShift = 15",
			"valueLargeShift = 14",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: birth before number in a reference", "internal/page/header.go",
			"\tdst = order.AppendUint64(dst, uint64(ref.ID))\n\treturn order.AppendUint64(dst, uint64(ref.Birth))",
			"\tdst = order.AppendUint64(dst, uint64(ref.Birth))\n\treturn order.AppendUint64(dst, uint64(ref.ID))",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: the checksum is not seeded", "internal/page/checksum.go",
			"return uint32(id) ^ uint32(id>>32)",
			"return uint32(id>>32)",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: leaf and branch have each other's number", "internal/page/format.go",
			"KindBranch Kind = 2\n\t// KindLeaf holds keys and values.\n\tKindLeaf Kind = 3",
			"KindBranch Kind = 3\n\t// KindLeaf holds keys and values.\n\tKindLeaf Kind = 2",
		}, "internal/page.TestVectors"},
		{barrier{
			"page: checksum of a run over its header only", "internal/page/run.go",
			"crc32.Update(Checksum(header, id), castagnoli, value)",
			"crc32.Update(Checksum(header, id), castagnoli, value[:0])",
		}, "internal/page.TestVectors"},
		{barrier{
			"catalog: order and flags exchanged", "internal/catalog/entry.go",
			"b := []byte{byte(f.Order), 0}\n\tif f.Duplicates {\n\t\tb[1] = flagDuplicates",
			"b := []byte{0, byte(f.Order)}\n\tif f.Duplicates {\n\t\tb[0] = flagDuplicates",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: depth in another byte order", "internal/catalog/entry.go",
			"binary.LittleEndian.PutUint32(b[offsetDepth:]",
			"binary.BigEndian.PutUint32(b[offsetDepth:]",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: birth before number of the root", "internal/catalog/entry.go",
			"PutUint64(b[offsetRoot:], uint64(s.Root.ID))\n\tbinary.LittleEndian.PutUint64(b[offsetRoot+8:], uint64(s.Root.Birth))",
			"PutUint64(b[offsetRoot+8:], uint64(s.Root.ID))\n\tbinary.LittleEndian.PutUint64(b[offsetRoot:], uint64(s.Root.Birth))",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: count and root exchanged", "internal/catalog/entry.go",
			"\toffsetRoot    = 8  // u64 page, u64 birth\n\toffsetCount   = 24 // u64",
			"\toffsetRoot    = 16 // u64 page, u64 birth\n\toffsetCount   = 8  // u64",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: another bit for duplicates", "internal/catalog/entry.go",
			"flagDuplicates = 1",
			"flagDuplicates = 2",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: another version of tables with a form", "internal/catalog/entry.go",
			"versionForm = 2",
			"versionForm = 3",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: progress of remains in another byte order", "internal/catalog/remains.go",
			"dst = binary.LittleEndian.AppendUint16(dst, next)",
			"dst = binary.BigEndian.AppendUint16(dst, next)",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: reverse and uint32 have each other's number", "internal/keyform/form.go",
			"\t// Reverse compares keys byte by byte from the last one back.\n\tReverse\n\t// Uint32 compares keys of four bytes as little-endian numbers.\n\tUint32\n",
			"\tUint32\n\tReverse\n",
		}, "internal/catalog.TestVectors"},
		{barrier{
			"catalog: keys of remains with the least byte first", "table_remains.go",
			"key := binary.BigEndian.AppendUint64(nil, number)",
			"key := binary.LittleEndian.AppendUint64(nil, number)",
		}, "TestKeysOfRemains"},
		{barrier{
			"keys: another mark behind a zero", "internal/keyform/form.go",
			"zeroMarked = 0xff",
			"zeroMarked = 0xfe",
		}, "internal/keyform.TestStoredForms"},
		{barrier{
			"keys: another end mark", "internal/keyform/form.go",
			"keyEnd     = 0x01",
			"keyEnd     = 0x03",
		}, "internal/keyform.TestStoredForms"},
		{barrier{
			"keys: pairs of numbers have an end mark", "internal/keyform/form.go",
			"return f.Duplicates && f.Order.keySize() == 0",
			"return f.Duplicates && f.Order.keySize() != 4",
		}, "internal/keyform.TestStoredForms, internal/keyform.TestStoredOrder"},
		{barrier{
			"free space: entries and index exchanged", "internal/space/format.go",
			"\toffsetEntries = page.OffsetBody // u32: number of entries in the page\n\toffsetIndex   = offsetEntries + 4",
			"\toffsetIndex   = page.OffsetBody // u32: number of entries in the page\n\toffsetEntries = offsetIndex + 4",
		}, "internal/space.TestDocumentedVector"},
		{barrier{
			"free space: number and birth of the next page exchanged", "internal/space/format.go",
			"\toffsetNextID  = page.HeaderSize\n\toffsetNextTx  = offsetNextID + 8\n\toffsetBase    = offsetNextTx + 8",
			"\toffsetNextTx  = page.HeaderSize\n\toffsetNextID  = offsetNextTx + 8\n\toffsetBase    = offsetNextID + 8",
		}, "internal/space.TestDocumentedVectorOfChain"},
		{barrier{
			"free space: base before the next page", "internal/space/format.go",
			"\toffsetNextID  = page.HeaderSize\n\toffsetNextTx  = offsetNextID + 8\n\toffsetBase    = offsetNextTx + 8 // u64: page number from which the first gap counts\n\toffsetRuns    = offsetBase + 8",
			"\toffsetBase    = page.HeaderSize\n\toffsetNextID  = offsetBase + 8\n\toffsetNextTx  = offsetNextID + 8\n\toffsetRuns    = offsetNextTx + 8",
		}, "internal/space.TestDocumentedVectorOfChain"},
		{barrier{
			"free space: length before gap", "internal/space/encode.go",
			"\torder.PutUint32(e.buffer[at:], gap)\n\torder.PutUint32(e.buffer[at+4:], count)",
			"\torder.PutUint32(e.buffer[at:], count)\n\torder.PutUint32(e.buffer[at+4:], gap)",
		}, "internal/space.TestDocumentedVector"},
		{barrier{
			"free space: pages numbered from 1", "internal/space/encode.go",
			"PutUint32(e.buffer[offsetIndex:], uint32(e.index))",
			"PutUint32(e.buffer[offsetIndex:], uint32(e.index+1))",
		}, "internal/space.TestDocumentedVector"},
	}
}
