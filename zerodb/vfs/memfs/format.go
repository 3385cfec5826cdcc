package memfs

const (
	// chunkUnit is what the size of a chunk is a multiple of: the largest page of the engine.
	chunkUnit = 64 << 10
	// blockBytes is the unit in which space is charged, as on most disks.
	blockBytes = 4 << 10
	// sectorBytes is what a disk writes as a whole or not at all.
	sectorBytes = 512
	// headBytes is the part of a file whose writes TornHeads tears: two pages of the engine's usual size.
	headBytes = 8 << 10
	// fileBytesMax is the largest file. Beyond it the tables of one file would not fit in memory.
	fileBytesMax = 1 << 40
	// rootPerm are the permissions of the root folder.
	rootPerm = 0o755
)
