package typed

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// Definition says what a table holds. It is used by any number of transactions, and may be shared.
type Definition[K, V any] struct {
	name   string
	keys   KeyCodec[K]
	values ValueCodec[V]
}

// NewTable defines a table. The same name must always go with the same codecs: the file does not record them, and what another codec has
// written is a *DecodeError, or a wrong value.
func NewTable[K, V any](name string, keys KeyCodec[K], values ValueCodec[V]) Definition[K, V] {
	return Definition[K, V]{name: name, keys: keys, values: values}
}

// Name returns the table's name.
func (d Definition[K, V]) Name() string { return d.name }

// Open opens the table in a transaction. Errors are those of zerodb.Tx.OpenTable.
func (d Definition[K, V]) Open(tx *zerodb.Tx) (*Table[K, V], error) {
	table, err := tx.OpenTable(d.name, zerodb.TableOptions{})
	if err != nil {
		return nil, err
	}
	return &Table[K, V]{tx: tx, table: table, keys: d.keys, values: d.values}, nil
}

// Create opens the table in a write transaction, and creates it if it is missing. Errors are those of zerodb.Tx.CreateTable.
func (d Definition[K, V]) Create(tx *zerodb.Tx) (*Table[K, V], error) {
	table, err := tx.CreateTable(d.name, zerodb.TableOptions{})
	if err != nil {
		return nil, err
	}
	return &Table[K, V]{tx: tx, table: table, keys: d.keys, values: d.values}, nil
}

// Table is a table in a transaction, to which it belongs: one goroutine uses it, and no longer than the transaction lasts.
type Table[K, V any] struct {
	tx     *zerodb.Tx
	table  *zerodb.Table
	keys   KeyCodec[K]
	values ValueCodec[V]
	// key, end and value are memory for what is encoded.
	key, end, value []byte
}

// Bytes returns the table without its types.
func (t *Table[K, V]) Bytes() *zerodb.Table { return t.table }

// Len returns the number of entries.
func (t *Table[K, V]) Len() uint64 { return t.table.Len() }

// encode encodes a key, for as long as no other is.
func (t *Table[K, V]) encode(key K) []byte {
	t.key = t.keys.AppendKey(t.key[:0], key)
	return t.key
}

// Get returns the value of a key. Errors are those of zerodb.Table.Get, zerodb.ErrNotFound among them, and the codec's.
func (t *Table[K, V]) Get(key K) (V, error) {
	b, err := t.table.Get(t.encode(key))
	if err != nil {
		var none V
		return none, err
	}
	return t.values.DecodeValue(b)
}

// Has reports whether a key is there. Errors are those of zerodb.Table.Has.
func (t *Table[K, V]) Has(key K) (bool, error) { return t.table.Has(t.encode(key)) }

// Put stores a value under a key, whether or not the key is there. Errors are those of zerodb.Table.Put and the codec's.
func (t *Table[K, V]) Put(key K, value V) error {
	b, err := t.encodeValue(value)
	if err != nil {
		return err
	}
	return t.table.Put(t.encode(key), b)
}

// PutIfAbsent stores a value under a key unless the key is there, and reports whether it did. Errors are those of Put.
func (t *Table[K, V]) PutIfAbsent(key K, value V) (bool, error) {
	b, err := t.encodeValue(value)
	if err != nil {
		return false, err
	}
	return t.table.PutIfAbsent(t.encode(key), b)
}

// Append stores a value under a key that is above all others. Errors are those of Put, and zerodb.ErrKeyOrder.
func (t *Table[K, V]) Append(key K, value V) error {
	b, err := t.encodeValue(value)
	if err != nil {
		return err
	}
	return t.table.Append(t.encode(key), b)
}

// Replace stores a value under a key and returns the one that it had, if it had one. Errors are those of Get and Put; one that the codec has with the former value leaves it as it is.
func (t *Table[K, V]) Replace(key K, value V) (old V, existed bool, err error) {
	b, err := t.encodeValue(value)
	if err != nil {
		return old, false, err
	}
	former, err := t.table.AppendValue(nil, t.encode(key))
	if err != nil && err != zerodb.ErrNotFound { //nolint:errorlint // zerodb returns it bare
		return old, false, err
	}
	existed = err == nil
	if existed {
		if old, err = t.values.DecodeValue(former); err != nil {
			return old, true, err
		}
	}
	return old, existed, t.table.Put(t.key, b)
}

// Update changes the value of a key: change is given the value and whether there is one, and what it returns is stored. An error of
// change is returned and leaves everything as it is. Other errors are those of Get and Put.
func (t *Table[K, V]) Update(key K, change func(value V, exists bool) (V, error)) error {
	value, err := t.Get(key)
	if err != nil && err != zerodb.ErrNotFound { //nolint:errorlint // zerodb returns it bare
		return err
	}
	if value, err = change(value, err == nil); err != nil {
		return err
	}
	return t.Put(key, value)
}

// Delete removes a key and reports whether it was there. Errors are those of zerodb.Table.Delete.
func (t *Table[K, V]) Delete(key K) (bool, error) { return t.table.Remove(t.encode(key)) }

// DeleteRange removes the keys that are not below from and are below to, as Range delimits them, and returns how many. Errors are those of
// zerodb.Table.DeleteRange.
func (t *Table[K, V]) DeleteRange(from, to K) (uint64, error) {
	return t.table.DeleteRange(t.encodeRange(from, to))
}

// Count returns how many keys are not below from and are below to, as Range delimits them; see zerodb.Table.Count for its cost and errors.
func (t *Table[K, V]) Count(from, to K) (uint64, error) {
	return t.table.Count(t.encodeRange(from, to))
}

// encodeRange encodes the ends of a range.
func (t *Table[K, V]) encodeRange(from, to K) (low, high []byte) {
	t.end = t.keys.AppendKey(t.end[:0], to)
	return t.encode(from), t.end
}

// encodeValue encodes a value, for as long as no other is.
func (t *Table[K, V]) encodeValue(value V) ([]byte, error) {
	b, err := t.values.AppendValue(t.value[:0], value)
	if err != nil {
		return nil, fmt.Errorf("table %q: %w", t.table.Name(), err)
	}
	t.value = b
	return b, nil
}
