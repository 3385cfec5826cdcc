package store

import "fmt"

// Memory is what an engine gets that keeps data in memory of its own, in bytes: pages that wait, or memory tables and a cache. The engines that leave all
// of it to the system use what the system has.
type Memory int64

// leastMemory is that for a million pairs and less, mostMemory that for four million and more.
const (
	leastMemory Memory = 512 << 20
	mostMemory         = 4 * leastMemory
)

// MemoryFor returns the memory for so many pairs of the workloads: about four times their size, up to 2 GiB.
func MemoryFor(pairs int) Memory {
	return min(max(leastMemory, leastMemory*Memory(pairs)/1_000_000), mostMemory)
}

// tables is the size of each of four memory tables.
func (m Memory) tables() int64 { return int64(m / 8) }

// cache is the size of the cache beside them.
func (m Memory) cache() int64 { return int64(m / 2) }

// log is how much log a restart may have to repeat: as much as four memory tables hold.
func (m Memory) log() int64 { return int64(m / 2) }

// mebibytes shows bytes.
func mebibytes(bytes int64) string { return fmt.Sprintf("%d MiB", bytes>>20) }
