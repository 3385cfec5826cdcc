package conformance

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/conformance/node"
)

// The shape of the test on real input.
const (
	// sourceFilesMin is how many files a Go distribution has at least; with fewer the test would not test much.
	sourceFilesMin = 8000
	storeWorkers   = 32
	// largeRecords lets the largest files into records.
	largeRecords = "8MiB"
)

// TestGoSources: every file of the Go distribution's source tree, stored as a record, survives SIGKILL in the middle
// and at the end, byte for byte.
//
// Method: workers store the files until about half of them are acknowledged, then the node is killed under them. After
// the restart every acknowledged record is compared; the rest is stored, the node is killed again at once, and after
// another restart everything is compared.
func TestGoSources(t *testing.T) {
	files := sourceFiles(t)
	if len(files) < sourceFilesMin {
		t.Fatalf("%d files, want at least %d", len(files), sourceFilesMin)
	}
	options := node.Options{Binary: program(t), Data: t.TempDir(), Namespace: namespace, MaxRecordSize: largeRecords}
	n := startNode(t, options)
	half := storeFiles(t, n, files, len(files)/2)
	t.Logf("killed after %d of %d files were acknowledged", half, len(files))

	n = startNode(t, options)
	t.Logf("ready again after %v", n.ReadyAfter)
	compareFiles(t, n, files)
	storeFiles(t, n, files, len(files)+1)
	n.Kill()

	n = startNode(t, options)
	t.Logf("ready again after %v", n.ReadyAfter)
	for _, f := range files {
		if !f.acknowledged.Load() {
			t.Errorf("%s was never acknowledged", f.path)
		}
	}
	compareFiles(t, n, files)
	if err := n.Stop(); err != nil {
		t.Error(err)
	}
}

// startNode starts a node that is killed with the test, if it still runs then.
func startNode(t *testing.T, options node.Options) *node.Node {
	t.Helper()
	n, err := node.Start(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Kill)
	return n
}

// storeFiles stores the files that were not acknowledged yet and returns the number of all that are. As soon as
// killAfter are, the node is killed under the workers.
func storeFiles(t *testing.T, n *node.Node, files []*sourceFile, killAfter int) int {
	t.Helper()
	client, err := dial(n.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var stored atomic.Int64
	var kill sync.Once
	eachFile(files, func(f *sourceFile) {
		if f.acknowledged.Load() {
			stored.Add(1)
			return
		}
		if !n.Running() {
			return
		}
		if err := f.store(client); err != nil {
			if n.Running() && !isTransport(err) {
				t.Errorf("store %s: %v", f.path, err)
			}
			return
		}
		f.acknowledged.Store(true)
		if stored.Add(1) == int64(killAfter) {
			kill.Do(func() {
				n.Kill()
				client.Close()
			})
		}
	})
	return int(stored.Load())
}

// compareFiles checks every acknowledged file against its record.
func compareFiles(t *testing.T, n *node.Node, files []*sourceFile) {
	t.Helper()
	client, err := dial(n.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var compared, size atomic.Int64
	eachFile(files, func(f *sourceFile) {
		if !f.acknowledged.Load() {
			return
		}
		if err := f.compare(client); err != nil {
			t.Errorf("%s: %v", f.path, err)
		}
		compared.Add(1)
		size.Add(int64(len(f.content)))
	})
	t.Logf("compared %d records, %d bytes of content", compared.Load(), size.Load())
}

// eachFile calls do for every file, from several goroutines.
func eachFile(files []*sourceFile, do func(*sourceFile)) {
	work := make(chan *sourceFile)
	var workers sync.WaitGroup
	for range storeWorkers {
		workers.Go(func() {
			for f := range work {
				do(f)
			}
		})
	}
	for _, f := range files {
		work <- f
	}
	close(work)
	workers.Wait()
}

// store writes the file's record.
func (f *sourceFile) store(client *as.Client) as.Error {
	key, err := f.key()
	if err != nil {
		return err
	}
	policy := *client.DefaultWritePolicy
	policy.SendKey = true
	return client.PutBins(&policy, key,
		as.NewBin("content", f.content), as.NewBin("size", len(f.content)),
		as.NewBin("package", f.packageName), as.NewBin("lines", f.lines))
}

// compare reads the file's record and compares every bin.
func (f *sourceFile) compare(client *as.Client) error {
	key, err := f.key()
	if err != nil {
		return err
	}
	record, err := client.Get(nil, key)
	if err != nil {
		return err
	}
	content, ok := record.Bins["content"].([]byte)
	if !ok || !bytes.Equal(content, f.content) {
		return fmt.Errorf("content of %d bytes, want %d, or other bytes", len(content), len(f.content))
	}
	if record.Bins["size"] != len(f.content) || record.Bins["package"] != f.packageName {
		return fmt.Errorf("size %v, package %v", record.Bins["size"], record.Bins["package"])
	}
	if !reflect.DeepEqual(record.Bins["lines"], f.lines) {
		return fmt.Errorf("lines %v, want %v", record.Bins["lines"], f.lines)
	}
	return nil
}
