// Package typed is zerodb with Go values for keys and values: tables of a key type and a value type, each with a codec.
//
//	people := typed.NewTable("people", typed.String[string]{}, typed.JSON[Person]{})
//	err := db.Update(func(tx *zerodb.Tx) error {
//		table, err := people.Create(tx)
//		if err != nil {
//			return err
//		}
//		return table.Put("ada", Person{Born: 1815})
//	})
//
// A key codec keeps the order: the bytes of two keys compare as the keys do, so ranges and iterators go by the order of the values. There
// are codecs for integers of every width, floats, strings, byte strings, times, booleans, and for pairs and triples of others; Descending
// turns the order of any around. docs/format/typed.md draws what they write.
//
// # Place in the map
//
// It stands on the public face of zerodb and on zerodb/internal/keyform, whose marked strings it shares. Nothing imports it but programs.
//
// # What always holds
//
//   - Encoding a key and decoding it gives the same key, but for what its order does not tell apart: minus zero becomes zero, a NaN any
//     NaN, a time loses its zone.
//   - Bytes that no key has are a *DecodeError, never a panic.
//   - Codecs are values without state and may be shared; a Table belongs to its transaction.
//
// Read codec.go first, then table.go.
package typed
