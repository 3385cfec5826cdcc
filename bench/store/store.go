package store

// Durability says whether a committed transaction waits for the disk.
type Durability uint8

const (
	// NoSync commits without waiting for the disk.
	NoSync Durability = iota
	// Sync commits once the disk has the transaction.
	Sync
)

// Store is an open database of one engine, with one table.
type Store interface {
	// Update runs fn in a write transaction and commits it.
	Update(fn func(Writer) error) error
	// View runs fn in a read transaction.
	View(fn func(Reader) error) error
	// Close closes the database.
	Close() error
}

// Reader reads inside a transaction.
type Reader interface {
	// Get returns the value of a key, valid until the transaction ends; a missing key is an error.
	Get(key []byte) ([]byte, error)
	// Scan visits at most limit pairs from the first key not below from, and returns how many it visited and the
	// bytes in them.
	Scan(from []byte, limit int) (pairs, size int, err error)
}

// Writer writes inside a transaction.
type Writer interface {
	Reader
	// Put stores a pair.
	Put(key, value []byte) error
	// Delete removes a key.
	Delete(key []byte) error
}

// Engine opens databases of one kind.
type Engine struct {
	// Name is how tables call the engine.
	Name string
	// Settings says how it is configured, for the reader of the results.
	Settings string
	// Asked says that it runs only where it is named.
	Asked bool
	// Open opens or creates the database in a folder that exists.
	Open func(dir string, durability Durability) (Store, error)
}

// Engines are all engines, the product first. Those that keep data in memory of their own get so much.
func Engines(m Memory) []Engine {
	log, tables, cache := mebibytes(m.log()), mebibytes(m.tables()), mebibytes(m.cache())
	return []Engine{
		{Name: "zerodb", Open: m.openZerodb, Settings: "a checkpoint each " + log + " of log, " + mebibytes(int64(m)) + " for pages that wait for it, as much as Pebble has for memory tables and cache, transactions of up to as many pages as LMDB's; no sync: DurabilityNone"},
		{Name: "bbolt", Open: openBolt, Settings: "1.5.0; map free list, NoFreelistSync; no sync: NoSync"},
		{Name: "LMDB", Open: openLMDB, Settings: "lmdb-go 1.9.3; read transactions renewed, RawRead; no sync: MDB_NOSYNC"},
		{Name: "libmdbx", Open: openMDBX, Settings: "mdbx-go 0.38.4; read transactions renewed, NoReadahead; no sync: SafeNoSync"},
		{Name: "Pebble", Open: m.openPebble, Settings: "v2.1.0; memory tables of " + tables + ", " + cache + " cache, Bloom filters, 2 compactions, no compression, no snapshot for reads"},
		{Name: "Badger", Open: m.openBadger, Settings: "v4.9.0; memory tables of " + tables + ", " + cache + " cache, no conflict detection, no metrics, no compression; values above 1 KiB in the value log"},
		{Name: "zerodb-defaults", Open: openZerodbDefaults, Asked: true, Settings: "default options: a checkpoint each 64 MiB of log, 256 MiB for pages that wait for it; no sync: DurabilityNone"},
		{Name: BareName, Open: openBare, Settings: "no engine: one write of key and value and one fdatasync for each transaction, into a file filled beforehand"},
	}
}
