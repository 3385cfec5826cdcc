package zerodb_test

import (
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// A transaction may be larger than the memory for it: what it has changed goes to the files before it commits, and counts only if it does.
func ExampleOptions_maxDirtyPages() {
	db, err := zerodb.Open("my.db", zerodb.Options{FS: memfs.New(memfs.Options{}), MaxDirtyPages: 100})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	err = db.Update(func(tx *zerodb.Tx) error {
		numbers, err := tx.CreateTable("numbers", zerodb.TableOptions{})
		for i := uint64(0); i < 20_000 && err == nil; i++ {
			err = numbers.Put(binary.BigEndian.AppendUint64(nil, i), make([]byte, 100))
		}
		return err
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	stats := db.Stats()
	fmt.Println("pages written before the commit:", stats.SpilledPages > 500)
	// Output: pages written before the commit: true
}
