package zerodb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// longKey draws one of many keys that suit the order.
func longKey(r *rand.Rand, o KeyOrder) string {
	n := r.Uint64N(100_000) * 0x0001_0001_0203
	switch o {
	case OrderUint32:
		return string(binary.LittleEndian.AppendUint32(nil, uint32(n)))
	case OrderUint64:
		return string(binary.LittleEndian.AppendUint64(nil, n))
	}
	return fmt.Sprint(n)
}

// TestOrders fills tables of every order and compares lookups, seeks, ranges both ways, counts and range deletes with a sorted list, and
// after reopening the order of all keys.
func TestOrders(t *testing.T) {
	for _, order := range orders() {
		t.Run(order.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, uint64(order)))
			opts := memOptions()
			db := openTest(t, "db", opts)
			options := TableOptions{Order: order}
			compare := func(a, b string) int { return compareInOrder(order, a, b) }
			var want []string
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.CreateTable("t", options)
				must(t, err)
				for range 3000 {
					k := longKey(r, order)
					must(t, table.Put([]byte(k), []byte("v"+k)))
					if i, found := slices.BinarySearchFunc(want, k, compare); !found {
						want = slices.Insert(want, i, k)
					}
				}
				for range 20 {
					want = compareOrdered(t, r, table, order, want)
				}
				return tx.Err()
			}))
			closeTest(t, db)
			db = openTest(t, "db", opts)
			must(t, db.View(func(tx *Tx) error {
				table, err := tx.OpenTable("t", options)
				must(t, err)
				wantKeys(t, want, ownKeys(table.All()))
				return tx.Err()
			}))
			wantSound(t, db)
		})
	}
}

// ownKeys returns the keys of an iterator; values must belong to them.
func ownKeys(entries func(func(key, value []byte) bool)) []string {
	var keys []string
	for k, v := range entries {
		if string(v) != "v"+string(k) {
			k = []byte("wrong value of " + string(k))
		}
		keys = append(keys, string(k))
	}
	return keys
}

// wantKeys compares keys.
func wantKeys(t *testing.T, want, got []string) {
	t.Helper()
	if !slices.Equal(want, got) {
		t.Fatalf("%d keys, want %d: %.80q, want %.80q", len(got), len(want), got, want)
	}
}

// compareOrdered compares one random range, and deletes a narrow one.
func compareOrdered(t *testing.T, r *rand.Rand, table *Table, order KeyOrder, want []string) []string {
	t.Helper()
	compare := func(a, b string) int { return compareInOrder(order, a, b) }
	from, to := longKey(r, order), longKey(r, order)
	if compare(from, to) > 0 {
		from, to = to, from
	}
	i, _ := slices.BinarySearchFunc(want, from, compare)
	j, _ := slices.BinarySearchFunc(want, to, compare)
	wantKeys(t, want[i:j], ownKeys(table.Range([]byte(from), []byte(to))))
	backward := ownKeys(table.RangeBackward([]byte(from), []byte(to)))
	slices.Reverse(backward)
	wantKeys(t, want[i:j], backward)
	if n, err := table.Count([]byte(from), []byte(to)); err != nil || n != uint64(j-i) {
		t.Fatalf("count: %d, %v, want %d", n, err, j-i)
	}
	c := table.Cursor()
	defer c.Close()
	if ok := c.Seek([]byte(from)); ok != (i < len(want)) || ok && string(c.Key()) != want[i] {
		t.Fatalf("seek %q: %q, want %q", from, c.Key(), want[i])
	}
	if j = min(j, i+30); j > i && j < len(want) {
		n, err := table.DeleteRange([]byte(want[i]), []byte(want[j]))
		if err != nil || n != uint64(j-i) {
			t.Fatalf("delete range: %d, %v, want %d", n, err, j-i)
		}
		want = slices.Delete(slices.Clone(want), i, j)
	}
	return want
}

// TestOrdersRefuse opens tables with other options than theirs, and uses keys that do not suit them.
func TestOrdersRefuse(t *testing.T) {
	db := openTest(t, "db", memOptions())
	err := db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("numbers", TableOptions{Order: OrderUint64})
		must(t, err)
		for _, options := range []TableOptions{{}, {Order: OrderUint32}, {Order: OrderUint64, Duplicates: true}} {
			_, err := tx.CreateTable("numbers", options)
			var mismatch *TableOptionsError
			if !errors.As(err, &mismatch) || mismatch.Got.Order != OrderUint64 || mismatch.Want != options {
				t.Errorf("create with %v: %v", options, err)
			}
			if _, err := tx.OpenTable("numbers", options); !errors.As(err, &mismatch) {
				t.Errorf("open with %v: %v", options, err)
			}
		}
		_, err = tx.CreateTable("unknown", TableOptions{Order: 99})
		var unknown *TableOptionsError
		if !errors.As(err, &unknown) {
			t.Errorf("unknown order: %v", err)
		}
		short := []byte("short")
		_, getErr := table.Get(short)
		_, rangeErr := table.DeleteRange(short, nil)
		_, countErr := table.Count(nil, short)
		c := table.Cursor()
		c.Seek(short)
		for i, err := range []error{table.Put(short, nil), table.Delete(short), getErr, rangeErr, countErr, c.Err(), table.Append(short, nil)} {
			var size *KeySizeError
			if !errors.As(err, &size) || size.Size != 5 || size.Want != 8 {
				t.Errorf("call %d: %v", i, err)
			}
		}
		_, err = table.DeletePrefix(short)
		wantError(t, err, ErrNoPrefix)
		_, err = table.PutDup(make([]byte, 8), nil)
		wantError(t, err, ErrNoDuplicates)
		return nil
	})
	var size *KeySizeError
	if !errors.As(err, &size) {
		t.Errorf("the cursor's failure: %v", err)
	}
}

// TestReversePrefix iterates over what ends alike.
func TestReversePrefix(t *testing.T) {
	inTable(t, TableOptions{Order: OrderReverse}, func(_ *DB, table *Table) {
		for _, host := range []string{"a.example.org", "example.org", "b.example.org", "example.com", "other.org", "\xff"} {
			must(t, table.Put([]byte(host), []byte("v"+host)))
		}
		wantKeys(t, []string{"example.org", "a.example.org", "b.example.org"}, ownKeys(table.Prefix([]byte("example.org"))))
		wantKeys(t, []string{"b.example.org", "a.example.org"}, ownKeys(table.PrefixBackward([]byte(".example.org"))))
		wantKeys(t, []string{"\xff"}, ownKeys(table.Prefix([]byte("\xff"))))
		if n, err := table.DeletePrefix([]byte("org")); n != 4 || err != nil {
			t.Errorf("delete prefix: %d, %v", n, err)
		}
	})
}
