package conformance

import (
	"bytes"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// TestCompression writes and reads records with requests and replies compressed, with both clients: one record, a batch, a
// scan. A server that did not offer it would refuse the official client's large write with code 25.
func TestCompression(t *testing.T) {
	theirs, ours := besideEnterprise(t)
	set, ctx := setOf(t), t.Context()
	value := bytes.Repeat([]byte("compressible "), 2000)
	write := as.NewWritePolicy(0, 0)
	write.UseCompression = true
	read := as.NewPolicy()
	read.UseCompression = true
	var keys []*as.Key
	var ourKeys []aero.Key
	const records = 20
	for i := range records {
		keys = append(keys, keyIn(t, set, i))
		ourKeys = append(ourKeys, aero.IntKey(namespace, set, int64(i)))
		must(t, "put", theirs.Put(write, keys[i], as.BinMap{"b": value}))
	}
	record, err := theirs.Get(read, keys[3])
	must(t, "get", err)
	if got, _ := record.Bins["b"].([]byte); !bytes.Equal(got, value) {
		t.Errorf("get: %d bytes, want %d", len(got), len(value))
	}
	batch := as.NewBatchPolicy()
	batch.UseCompression = true
	all, err := theirs.BatchGet(batch, keys)
	must(t, "batch", err)
	for i, record := range all {
		if got, _ := record.Bins["b"].([]byte); !bytes.Equal(got, value) {
			t.Errorf("batch, record %d: %d bytes", i, len(got))
		}
	}
	scan := as.NewScanPolicy()
	scan.UseCompression = true
	found, err := theirs.ScanAll(scan, namespace, set)
	must(t, "scan", err)
	count := 0
	for result := range found.Results() {
		must(t, "scan", result.Err)
		if got, _ := result.Record.Bins["b"].([]byte); !bytes.Equal(got, value) {
			t.Errorf("scan: %d bytes", len(got))
		}
		count++
	}
	if count != records {
		t.Errorf("scan found %d records, want %d", count, records)
	}
	mine, failed := ours.Get(ctx, ourKeys[3], &client.ReadPolicy{Compress: true})
	if failed != nil {
		t.Fatal(failed)
	}
	if len(mine.Bins) != 1 || !bytes.Equal(mine.Bins[0].Value.Data, value) {
		t.Errorf("our get: %+v", mine)
	}
}
