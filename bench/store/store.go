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
	// Open opens or creates the database in a folder that exists.
	Open func(dir string, durability Durability) (Store, error)
}

// Engines are all engines, the product first.
func Engines() []Engine {
	return []Engine{
		{Name: "zerodb", Open: openZerodb},
		{Name: "bbolt", Open: openBolt},
		{Name: "LMDB", Open: openLMDB},
	}
}
