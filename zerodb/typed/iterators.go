package typed

import (
	"errors"
	"fmt"
	"iter"

	"github.com/aerolith/aerolith/zerodb"
)

// ErrNotPairs says that Beginning or DeleteBeginning was called on a table whose keys do not have the codec Pairs.
var ErrNotPairs = errors.New("typed: keys of the table are not written by codec Pairs")

// All iterates over all entries in ascending order.
//
// What holds for this and for every iterator of a table: each key and value is decoded as it comes. A failure, of the database or of a
// codec, ends the loop early; zerodb.Tx.Err returns it, and View and Update do so for you. In a write transaction the loop's body may
// change the table.
func (t *Table[K, V]) All() iter.Seq2[K, V] { return t.decoded(t.table.All()) }

// Backward iterates over all entries in descending order.
func (t *Table[K, V]) Backward() iter.Seq2[K, V] { return t.decoded(t.table.Backward()) }

// Range iterates in ascending order over the keys that are not below from and are below to. An end that its codec writes as no bytes at all,
// which only String and Bytes do with an empty one, leaves its side open.
func (t *Table[K, V]) Range(from, to K) iter.Seq2[K, V] {
	return t.decoded(t.table.Range(t.keys.AppendKey(nil, from), t.keys.AppendKey(nil, to)))
}

// RangeBackward iterates over the same keys as Range in descending order.
func (t *Table[K, V]) RangeBackward(from, to K) iter.Seq2[K, V] {
	return t.decoded(t.table.RangeBackward(t.keys.AppendKey(nil, from), t.keys.AppendKey(nil, to)))
}

// From iterates in ascending order over the keys that are not below from.
func (t *Table[K, V]) From(from K) iter.Seq2[K, V] {
	return t.decoded(t.table.Range(t.keys.AppendKey(nil, from), nil))
}

// First returns the lowest key and its value; ok is false when the table is empty or cannot be read, which zerodb.Tx.Err tells.
func (t *Table[K, V]) First() (key K, value V, ok bool) { return first(t.All()) }

// Last returns the highest key and its value, as First does.
func (t *Table[K, V]) Last() (key K, value V, ok bool) { return first(t.Backward()) }

// first returns what an iterator gives first.
func first[K, V any](entries iter.Seq2[K, V]) (key K, value V, ok bool) {
	for k, v := range entries {
		return k, v, true
	}
	return key, value, false
}

// Load stores entries in ascending order above all keys of the table, in packed pages, and returns how many; see zerodb.Table.Load. A value
// that cannot be encoded ends it with the codec's error; what came before is stored.
func (t *Table[K, V]) Load(entries iter.Seq2[K, V]) (uint64, error) {
	var failure error
	count, err := t.table.Load(func(yield func(key, value []byte) bool) {
		for k, v := range entries {
			var b []byte
			if b, failure = t.encodeValue(v); failure != nil || !yield(t.encode(k), b) {
				return
			}
		}
	})
	return count, errors.Join(err, failure)
}

// decoded decodes what an iterator gives.
func (t *Table[K, V]) decoded(entries iter.Seq2[[]byte, []byte]) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, v := range entries {
			key, err := t.keys.DecodeKey(k)
			var value V
			if err == nil {
				value, err = t.values.DecodeValue(v)
			}
			if err != nil {
				t.tx.NoteError(fmt.Errorf("table %q: %w", t.table.Name(), err))
				return
			}
			if !yield(key, value) {
				return
			}
		}
	}
}

// Beginning iterates in ascending order over the pairs of a table whose first part is the given one. It fails with ErrNotPairs unless the
// table's keys have the codec Pairs.
func Beginning[A, B, V any](t *Table[Pair[A, B], V], part A) (iter.Seq2[Pair[A, B], V], error) {
	codec, ok := t.keys.(Pairs[A, B])
	if !ok {
		return nil, ErrNotPairs
	}
	return t.decoded(t.table.Prefix(codec.First.AppendPart(nil, part))), nil
}

// DeleteBeginning removes the pairs of a table whose first part is the given one, and returns how many. Errors are ErrNotPairs and those of
// zerodb.Table.DeletePrefix.
func DeleteBeginning[A, B, V any](t *Table[Pair[A, B], V], part A) (uint64, error) {
	codec, ok := t.keys.(Pairs[A, B])
	if !ok {
		return 0, ErrNotPairs
	}
	return t.table.DeletePrefix(codec.First.AppendPart(nil, part))
}

// IsNotFound reports whether an error says that there is no such key.
func IsNotFound(err error) bool { return errors.Is(err, zerodb.ErrNotFound) }
