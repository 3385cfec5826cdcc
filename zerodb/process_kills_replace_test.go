package zerodb

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"
)

// replacedTold is after how many transactions the process tells how far it came.
const replacedTold = 100

// TestReplacingWriterIsKilled kills a process, again and again, that replaces one value in each transaction, in the leaf's place where it can,
// without waiting for the disk, through a map of the log that runs ahead of its syncs. What it told of must be there, and what is there must
// be what the transactions up to one of them left. AEROLITH_KILLS asks for other lives than the few of the short form.
func TestReplacingWriterIsKilled(t *testing.T) {
	from, to := killsOf(t, max(2, 6/raceFactor))
	folder := filepath.Join(t.TempDir(), "db")
	told, inPlace := 0, 0
	for life := from; life <= to; life++ {
		p := startProcess(t, "replacer", folder)
		for range 1 + life*37%60 {
			n := p.number()
			inPlace += n % 2
			told = max(told, n/2)
		}
		p.kill()
		db := openTest(t, folder, looseOptions("none"))
		last, err := lastReplaced(db)
		must(t, err)
		if last < told {
			t.Fatalf("life %d: transaction %d is there, but %d was told of", life, last, told)
		}
		wantSound(t, db)
		closeTest(t, db)
	}
	t.Logf("lives %d to %d: %d transactions, tables seen unmoved %d times", from, to, told, inPlace)
	if inPlace == 0 {
		t.Error("nothing was changed in its place")
	}
}

// replaceForever replaces one value in each transaction: that of the next key, by the transaction's number. Now and then it tells twice the number,
// and one more if the catalog did not move in the last transaction.
func replaceForever(path string, out io.Writer) error {
	db, err := Open(path, looseOptions("none"))
	if err != nil {
		return err
	}
	n, err := lastReplaced(db)
	if err != nil {
		return err
	}
	for n++; ; n++ {
		before := catalogOf(db)
		err := db.Update(func(tx *Tx) error {
			table, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			return table.Put(key(n%cells), fmt.Appendf(nil, "%d %0150d", n, n))
		})
		if err != nil {
			return err
		}
		if n%replacedTold != 0 {
			continue
		}
		told := 2 * n
		if catalogOf(db) == before {
			told++
		}
		if _, err := fmt.Fprintln(out, told); err != nil {
			return err
		}
	}
}

// lastReplaced returns the number of the last transaction that a database shows, 0 if there is none. Each entry must be what the last transaction
// up to that one has left.
func lastReplaced(db *DB) (last int, err error) {
	numbers := map[string]int{}
	err = db.View(func(tx *Tx) error {
		if db.Stats().Tables == 0 {
			return nil
		}
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		for k, v := range table.All() {
			var n, again int
			if _, err := fmt.Sscanf(string(v), "%d %d", &n, &again); err != nil || n != again {
				return fmt.Errorf("entry %q is %q (%v)", k, v, err)
			}
			numbers[string(k)] = n
			last = max(last, n)
		}
		return tx.Err()
	})
	for n := max(1, last-cells+1); n <= last && err == nil; n++ {
		if got := numbers[string(key(n%cells))]; got != n {
			err = fmt.Errorf("transaction %d is there, but of transaction %d there is %d", last, n, got)
		}
	}
	return last, err
}
