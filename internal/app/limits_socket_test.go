package app

import (
	"io"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// record carries out a command on a record of the set "s" over the socket and returns the code.
func (a *asker) record(number int, ttlSeconds uint32, flags aero.Flags, operations ...aero.Operation) aero.ResultCode {
	a.t.Helper()
	key := aero.IntKey("test", "s", int64(number))
	request, err := wire.AppendRecordRequest(nil, &aero.RecordCommand{
		Namespace: key.Namespace, Set: key.Set, Digest: key.Digest, Flags: flags, TTLSeconds: ttlSeconds, Operations: operations,
		// A machine that is slow, or a clock that jumps, is no reason to give up on a write.
		Timeout: 1000 * time.Hour,
	})
	if err != nil {
		a.t.Fatal(err)
	}
	a.send(request)
	const codeOffset = 5
	head := make([]byte, wire.FrameHeaderSize)
	if _, err := io.ReadFull(a.conn, head); err != nil {
		a.t.Fatal(err)
	}
	header, err := wire.DecodeFrameHeader(head, 1<<20)
	if err != nil {
		a.t.Fatal(err)
	}
	body := make([]byte, header.Size)
	if _, err := io.ReadFull(a.conn, body); err != nil {
		a.t.Fatal(err)
	}
	return aero.ResultCode(body[codeOffset])
}

// blob returns a write of a value of so many bytes.
func blob(size int) aero.Operation {
	return aero.Operation{Type: aero.OpWrite, Bin: "b", Value: aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, size)}}
}

// statistic returns a number of the namespace's statistics.
func (a *asker) statistic(name string) int {
	a.t.Helper()
	for _, pair := range strings.Split(a.ask("namespace/test"), ";") {
		if value, found := strings.CutPrefix(pair, name+"="); found {
			n, err := strconv.Atoi(value)
			if err != nil {
				a.t.Fatal(err)
			}
			return n
		}
	}
	a.t.Fatalf("no statistic %s", name)
	return 0
}

// TestFullDiskThroughSocket: on a full disk clients get code 8 for writes, can read what was acknowledged, and write again
// once there is room.
func TestFullDiskThroughSocket(t *testing.T) {
	files, data := memfs.New(memfs.Options{}), t.TempDir()
	makeFolders(t, files, data)
	n := startNode(t, func(o *Options) {
		o.Data, o.Durability = data, "always"
		o.Tuned.Record.Engine.FS = files
	})
	a := newAsker(t, n)
	files.SetQuota(files.Used() + 1<<20)
	refused := -1
	for i := range 1000 {
		code := a.record(i, 0, aero.FlagWrite, blob(20_000))
		if code == aero.CodeOK {
			continue
		}
		if code != aero.CodeOutOfSpace {
			t.Fatalf("write %d: %v", i, code)
		}
		refused = i
		break
	}
	if refused < 1 {
		t.Fatalf("first refusal at write %d", refused)
	}
	for i := range refused {
		if code := a.record(i, 0, aero.FlagRead|aero.FlagReadAllBins); code != aero.CodeOK {
			t.Errorf("read %d: %v", i, code)
		}
	}
	if code := a.record(refused, 0, aero.FlagRead|aero.FlagReadAllBins); code != aero.CodeNotFound {
		t.Errorf("the refused record: %v", code)
	}
	files.SetQuota(0)
	if code := a.record(refused, 0, aero.FlagWrite, blob(20_000)); code != aero.CodeOK {
		t.Errorf("write after there was room: %v", code)
	}
}

// makeFolders makes the parents of a folder in a file system in memory.
func makeFolders(t *testing.T, files *memfs.FS, path string) {
	t.Helper()
	var missing []string
	for folder := filepath.Dir(path); folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		missing = append(missing, folder)
	}
	for i := range missing {
		if err := files.Mkdir(missing[len(missing)-1-i], 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEvictionThroughSocket: a client that writes far more than the budget goes on writing, because records that would
// expire first make room; meanwhile writes may be refused, with code 8 only.
func TestEvictionThroughSocket(t *testing.T) {
	n := startNode(t, func(o *Options) {
		o.Limits.DataSize, o.Limits.StopWritesPercent, o.Limits.EvictPercent = "1MiB", 90, 50
		o.Tuned.Expiry = map[string]time.Duration{"test": 20 * time.Millisecond}
	})
	a := newAsker(t, n)
	const records, size, wanted = 3000, 1000, 2500
	written, refusals := 0, 0
	for i := 0; written < wanted; i++ {
		switch code := a.record(i%records, uint32(1000+i%records), aero.FlagWrite, blob(size)); code {
		case aero.CodeOK:
			written++
		case aero.CodeOutOfSpace:
			refusals++
			runtime.Gosched() // what makes room needs the processor
		default:
			t.Fatalf("write %d: %v", i, code)
		}
	}
	if evicted := a.statistic("evicted_objects"); evicted == 0 {
		t.Errorf("nothing was evicted, %d writes were refused", refusals)
	}
	t.Logf("%d written, %d refused, %d evicted", written, refusals, a.statistic("evicted_objects"))
	if objects := a.statistic("objects"); objects >= wanted {
		t.Errorf("%d objects in a budget for half", objects)
	}
}
