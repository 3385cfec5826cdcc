package aero

import (
	"bufio"
	"encoding/hex"
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// readLines returns the lines of a test file that are not comments.
func readLines(t *testing.T, path string) []string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lines []string
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		if line := scanner.Text(); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// parseUserKey reads the type and text of a user key in testdata/digests.txt.
func parseUserKey(t *testing.T, kind, text string) any {
	t.Helper()
	var v any
	var err error
	switch kind {
	case "string":
		v, err = strconv.Unquote(text)
	case "int":
		v, err = strconv.ParseInt(text, 10, 64)
	default:
		v, err = hex.DecodeString(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestDigestMatchesOfficialClient compares digests with those that the official Go client computed for the same sets
// and keys.
func TestDigestMatchesOfficialClient(t *testing.T) {
	lines := readLines(t, "testdata/digests.txt")
	if len(lines) != 40 {
		t.Fatalf("%d vectors, want 40", len(lines))
	}
	for _, line := range lines {
		parts := strings.Split(line, " | ")
		set, err := strconv.Unquote(parts[0])
		if err != nil {
			t.Fatal(err)
		}
		key, err := NewKey("test", set, parseUserKey(t, parts[1], parts[2]))
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(key.Digest[:]); got != parts[3] {
			t.Errorf("%s: digest %s, want %s", line, got, parts[3])
		}
	}
}

// TestNewKeyTypes checks which Go types can be keys, and that equal integers of different types give one key.
func TestNewKeyTypes(t *testing.T) {
	want := IntKey("test", "demo", 7).Digest
	for _, v := range []any{7, int8(7), int16(7), int32(7), int64(7), uint(7), uint8(7), uint16(7), uint32(7), uint64(7)} {
		key, err := NewKey("test", "demo", v)
		if err != nil || key.Digest != want {
			t.Errorf("%T: digest %x, %v; want %x", v, key.Digest, err, want)
		}
	}
	for _, v := range []any{nil, 1.5, true, uint64(math.MaxUint64), []string{"a"}} {
		if _, err := NewKey("test", "demo", v); !errors.Is(err, ErrUnsupportedKey) {
			t.Errorf("%T: %v, want ErrUnsupportedKey", v, err)
		}
	}
}

// TestDigestKey checks that a key made of a digest keeps it and has no user key.
func TestDigestKey(t *testing.T) {
	digest := StringKey("test", "demo", "k").Digest
	key := DigestKey("test", "demo", digest)
	if key.Digest != digest || key.User.Type != ParticleNil {
		t.Fatalf("got %+v", key)
	}
}

// TestComputeDigestDoesNotAllocate measures the digest of a key in the steady state.
func TestComputeDigestDoesNotAllocate(t *testing.T) {
	user := Particle{Type: ParticleString, Data: []byte("some user key")}
	var d Digest
	if n := testing.AllocsPerRun(200, func() { d = ComputeDigest("demo", user) }); n > 0 && !raceEnabled {
		t.Errorf("%v allocations, want 0", n)
	}
	if d != StringKey("", "demo", "some user key").Digest {
		t.Error("digest differs")
	}
}

// TestPartition checks the number of a partition: 12 bits of the first two bytes, low byte first.
func TestPartition(t *testing.T) {
	for _, c := range []struct {
		b0, b1 byte
		want   PartitionID
	}{{0, 0, 0}, {0xff, 0xff, 4095}, {1, 0, 1}, {0, 1, 256}, {0x34, 0x52, 0x234}} {
		if got := (Digest{c.b0, c.b1}).Partition(); got != c.want {
			t.Errorf("%02x %02x: partition %d, want %d", c.b0, c.b1, got, c.want)
		}
	}
}
