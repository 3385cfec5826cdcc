package conformance

import (
	"fmt"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// fillSet stores records 0 to count-1 in a set, with their keys.
func fillSet(t *testing.T, client *as.Client, set string, count int) {
	t.Helper()
	policy := *client.DefaultWritePolicy
	policy.SendKey = true
	for i := range count {
		must(t, "put", client.PutBins(&policy, keyIn(t, set, i), as.NewBin("i", i), as.NewBin("pad", "some more")))
	}
}

// collect drains a record set and counts how often each record came.
func collect(t *testing.T, records *as.Recordset, err as.Error) map[int]int {
	t.Helper()
	must(t, "scan", err)
	seen := make(map[int]int)
	for result := range records.Results() {
		must(t, "scan result", result.Err)
		i, ok := result.Record.Bins["i"].(int)
		if !ok {
			t.Fatalf("scan returned %v", result.Record.Bins)
		}
		seen[i]++
		if value := result.Record.Key.Value(); value == nil || fmt.Sprint(value.GetObject()) != fmt.Sprint(i) {
			t.Errorf("record %d came with key %v", i, value)
		}
	}
	return seen
}

// expectAll checks that every record came once.
func expectAll(t *testing.T, seen map[int]int, count int) {
	t.Helper()
	for i := range count {
		if seen[i] != 1 {
			t.Errorf("record %d came %d times", i, seen[i])
		}
	}
	if len(seen) != count {
		t.Errorf("%d records, want %d", len(seen), count)
	}
}

// TestScanSet: a scan of a set returns its records once each, with stored keys, and no other set's.
func TestScanSet(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	const count = 2000
	fillSet(t, client, set, count)
	fillSet(t, client, set+"x", 50)
	records, err := client.ScanAll(nil, namespace, set)
	expectAll(t, collect(t, records, err), count)
}

// TestScanBins: a scan returns the bins that it names, or none.
func TestScanBins(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	fillSet(t, client, set, 100)
	records, err := client.ScanAll(nil, namespace, set, "i")
	must(t, "scan", err)
	for result := range records.Results() {
		must(t, "result", result.Err)
		if len(result.Record.Bins) != 1 {
			t.Errorf("got bins %v, want i alone", result.Record.Bins)
		}
	}
	policy := as.NewScanPolicy()
	policy.IncludeBinData = false
	records, err = client.ScanAll(policy, namespace, set)
	must(t, "scan", err)
	count := 0
	for result := range records.Results() {
		must(t, "result", result.Err)
		count++
		if len(result.Record.Bins) != 0 {
			t.Errorf("got bins %v, want none", result.Record.Bins)
		}
	}
	if count != 100 {
		t.Errorf("%d records, want 100", count)
	}
}

// TestScanPartitions: the partitions scanned one range after the other make up the whole set.
func TestScanPartitions(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	const count, partitions, step = 1000, 4096, 1024
	fillSet(t, client, set, count)
	seen := make(map[int]int)
	for begin := 0; begin < partitions; begin += step {
		records, err := client.ScanPartitions(nil, as.NewPartitionFilterByRange(begin, step), namespace, set)
		for i, n := range collect(t, records, err) {
			seen[i] += n
		}
	}
	expectAll(t, seen, count)
}

// TestScanResume: a scan that stops after some records goes on where it stopped, page by page.
func TestScanResume(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	const count, page = 500, 60
	fillSet(t, client, set, count)
	policy := as.NewScanPolicy()
	policy.MaxRecords = page
	filter := as.NewPartitionFilterAll()
	seen := make(map[int]int)
	for pages := 0; !filter.IsDone(); pages++ {
		if pages > 2*count/page+2 {
			t.Fatal("the scan does not end")
		}
		records, err := client.ScanPartitions(policy, filter, namespace, set)
		got := collect(t, records, err)
		if len(got) > page {
			t.Errorf("page %d has %d records, limit %d", pages, len(got), page)
		}
		for i, n := range got {
			seen[i] += n
		}
	}
	expectAll(t, seen, count)
}

// TestScanFromDigest: a scan that begins behind a record returns what follows in its partition.
func TestScanFromDigest(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	const count = 3000
	fillSet(t, client, set, count)
	first := keyIn(t, set, 0)
	whole, err := client.ScanPartitions(nil, as.NewPartitionFilterById(first.PartitionId()), namespace, set)
	all := collect(t, whole, err)
	rest, err := client.ScanPartitions(nil, as.NewPartitionFilterByKey(first), namespace, set)
	behind := collect(t, rest, err)
	if behind[0] != 0 || len(behind) >= len(all) {
		t.Errorf("%d records behind record 0 of %d in its partition", len(behind), len(all))
	}
}

// TestScanAbandoned: a client that stops reading in the middle of a scan harms nobody.
func TestScanAbandoned(t *testing.T) {
	client := featureClient(t)
	set := setOf(t)
	fillSet(t, client, set, 500)
	for range 20 {
		records, err := client.ScanAll(nil, namespace, set)
		must(t, "scan", err)
		<-records.Results()
		must(t, "close", records.Close())
	}
	records, err := client.ScanAll(nil, namespace, set)
	expectAll(t, collect(t, records, err), 500)
}
