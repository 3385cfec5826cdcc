package zerodb

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// pair is a key with one of its values.
type pair struct{ key, value string }

// comparePair orders pairs by key and value, keys by the given order.
func comparePair(o KeyOrder) func(a, b pair) int {
	return func(a, b pair) int { return cmp.Or(compareInOrder(o, a.key, b.key), cmp.Compare(a.value, b.value)) }
}

// compareInOrder compares keys as the order says.
func compareInOrder(o KeyOrder, a, b string) int {
	switch o {
	case OrderReverse:
		x, y := []byte(a), []byte(b)
		slices.Reverse(x)
		slices.Reverse(y)
		return slices.Compare(x, y)
	case OrderUint32:
		return cmp.Compare(binary.LittleEndian.Uint32([]byte(a)), binary.LittleEndian.Uint32([]byte(b)))
	case OrderUint64:
		return cmp.Compare(binary.LittleEndian.Uint64([]byte(a)), binary.LittleEndian.Uint64([]byte(b)))
	}
	return cmp.Compare(a, b)
}

// orderKey draws one of few keys that suit the order.
func orderKey(r *rand.Rand, o KeyOrder) string {
	// Neighbours, and numbers whose bytes compare in another order than they.
	numbers := [...]uint64{0, 1, 2, 255, 256, 257, 0x1ff, 0x2fe, 0x1_0000, 0x1_0001, 0x100_00ff, 1<<32 - 1}
	n := r.Uint64N(uint64(len(numbers)))
	switch o {
	case OrderUint32:
		return string(binary.LittleEndian.AppendUint32(nil, uint32(numbers[n])))
	case OrderUint64:
		return string(binary.LittleEndian.AppendUint64(nil, numbers[n]<<20))
	}
	return string(binary.BigEndian.AppendUint32(nil, uint32(n)*0x0100_0001))[r.IntN(3):]
}

// orders are all key orders.
func orders() []KeyOrder { return []KeyOrder{OrderBytes, OrderReverse, OrderUint32, OrderUint64} }

// TestDuplicatesModel adds and deletes pairs in tables of every order, in transactions that also fail, against a sorted list, and
// after each walks a cursor through them by every kind of move.
func TestDuplicatesModel(t *testing.T) {
	for _, order := range orders() {
		for _, access := range []AccessMode{AccessDirect, AccessPoisoned} {
			t.Run(fmt.Sprint(order, access), func(t *testing.T) {
				r := rand.New(rand.NewPCG(1, uint64(order)))
				opts := memOptions()
				opts.Access = access
				db := openTest(t, "db", opts)
				var want []pair
				for round := range 40 {
					next := slices.Clone(want)
					err := db.Update(func(tx *Tx) error {
						table, err := tx.CreateTable("t", TableOptions{Order: order, Duplicates: true})
						if err != nil {
							return err
						}
						if err := changePairs(r, table, order, &next); err != nil {
							return err
						}
						if err := comparePairs(r, table, order, next); err != nil || round%5 != 4 {
							return err
						}
						return errUndo
					})
					if round%5 == 4 {
						wantError(t, err, errUndo)
					} else {
						must(t, err)
						want = next
					}
					if round%10 == 9 {
						closeTest(t, db)
						db = openTest(t, "db", opts)
					}
					must(t, db.View(func(tx *Tx) error {
						table, err := tx.Table("t")
						if err != nil {
							return err
						}
						return comparePairs(r, table, order, want)
					}))
				}
				wantSound(t, db)
			})
		}
	}
}

// changePairs makes random changes.
func changePairs(r *rand.Rand, table *Table, order KeyOrder, want *[]pair) error {
	for range 30 {
		p := pair{orderKey(r, order), fmt.Sprint(r.IntN(40))}
		i, exists := slices.BinarySearchFunc(*want, p, comparePair(order))
		switch r.IntN(12) {
		case 0:
			*want = slices.DeleteFunc(*want, func(q pair) bool { return q.key == p.key })
			if err := table.Delete([]byte(p.key)); err != nil {
				return err
			}
		case 1, 2, 3:
			found, err := table.DeleteDup([]byte(p.key), []byte(p.value))
			if err != nil || found != exists {
				return fmt.Errorf("delete %q: %v, %v, want %v", p, found, err, exists)
			}
			if exists {
				*want = slices.Delete(*want, i, i+1)
			}
		default:
			added, err := table.PutDup([]byte(p.key), []byte(p.value))
			if err != nil || added == exists {
				return fmt.Errorf("put %q: %v, %v, want %v", p, added, err, !exists)
			}
			if !exists {
				*want = slices.Insert(*want, i, p)
			}
		}
	}
	return nil
}

// comparePairs compares a table with a list, by lookups, iterators and a cursor's moves.
func comparePairs(r *rand.Rand, table *Table, order KeyOrder, want []pair) error {
	if table.Len() != uint64(len(want)) {
		return fmt.Errorf("%d pairs, want %d", table.Len(), len(want))
	}
	i := 0
	for k, v := range table.All() {
		if i >= len(want) || string(k) != want[i].key || string(v) != want[i].value {
			return fmt.Errorf("pair %d is %q, %q", i, k, v)
		}
		i++
	}
	for k, v := range table.Backward() {
		if i--; i < 0 || string(k) != want[i].key || string(v) != want[i].value {
			return fmt.Errorf("backward, pair %d is %q, %q", i, k, v)
		}
	}
	if i != 0 || table.tx.Err() != nil {
		return fmt.Errorf("%d pairs are missing: %w", i, table.tx.Err())
	}
	for range 10 {
		if err := compareKey(table, orderKey(r, order), want); err != nil {
			return err
		}
	}
	return comparePairMoves(r, table, want)
}

// compareKey compares all that can be asked about one key.
func compareKey(table *Table, key string, want []pair) error {
	var values []string
	for _, p := range want {
		if p.key == key {
			values = append(values, p.value)
		}
	}
	count, err := table.CountDups([]byte(key))
	if err != nil || count != uint64(len(values)) {
		return fmt.Errorf("key %q has %d values, want %d: %w", key, count, len(values), err)
	}
	found, err := table.Has([]byte(key))
	if err != nil || found != (len(values) > 0) {
		return fmt.Errorf("has %q: %v, %w", key, found, err)
	}
	var got []string
	for v := range table.Dups([]byte(key)) {
		got = append(got, string(v))
	}
	if !slices.Equal(got, values) {
		return fmt.Errorf("key %q has %q, want %q", key, got, values)
	}
	first, err := table.Get([]byte(key))
	if len(values) == 0 && err != ErrNotFound || len(values) > 0 && (err != nil || string(first) != values[0]) {
		return fmt.Errorf("get %q: %q, %w", key, first, err)
	}
	return nil
}
