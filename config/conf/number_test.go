package conf

import (
	"errors"
	"math"
	"testing"
)

// TestReadUint compares with what the server's parser makes of a text.
func TestReadUint(t *testing.T) {
	for _, c := range []struct {
		text string
		want uint64
		err  error
	}{
		{"0", 0, nil},
		{"007", 7, nil},
		{"15k", 15 << 10, nil},
		{"10m", 10 << 20, nil},
		{"4G", 4 << 30, nil},
		{"2T", 2 << 40, nil},
		{"1p", 1 << 50, nil},
		{"18446744073709551615", math.MaxUint64, nil},
		{"18446744073709551616", 0, ErrOverflow},
		{"16384P", 0, ErrOverflow},
		{"16385P", 1 << 50, ErrOverflow},
		{"K", 0, ErrNoDigits},
		{"", 0, ErrNumber},
		{"-1", 0, ErrNumber},
		{"+1", 0, ErrNumber},
		{"1.5G", 0, ErrNumber},
		{"1KiB", 0, ErrNumber},
		{"1kk", 0, ErrNumber},
		{"0x10", 0, ErrNumber},
		{"1_000", 0, ErrNumber},
	} {
		if got, err := ReadUint(c.text); got != c.want || !errors.Is(err, c.err) || err != nil && c.err == nil {
			t.Errorf("%q: %d, %v", c.text, got, err)
		}
	}
}

// TestReadSeconds compares with what the server's parser makes of a text.
func TestReadSeconds(t *testing.T) {
	for _, c := range []struct {
		text string
		want uint32
		err  error
	}{
		{"0", 0, nil},
		{"30", 30, nil},
		{"5s", 5, nil},
		{"2M", 120, nil},
		{"3h", 10800, nil},
		{"30D", 30 * 86400, nil},
		{"-1", math.MaxUint32, nil},
		{"4294967295", math.MaxUint32, nil},
		{"4294967296", 0, ErrNumber},
		{"49711d", 0, ErrNumber},
		{"18446744073709551617", 1, ErrOverflow},
		{"d", 0, ErrNoDigits},
		{"", 0, ErrNumber},
		{"-2", 0, ErrNumber},
		{"1w", 0, ErrNumber},
		{"1ms", 0, ErrNumber},
		{"10k", 0, ErrNumber},
	} {
		if got, err := ReadSeconds(c.text); got != c.want || !errors.Is(err, c.err) || err != nil && c.err == nil {
			t.Errorf("%q: %d, %v", c.text, got, err)
		}
	}
}

// TestReadOthers covers signed and hexadecimal numbers and booleans.
func TestReadOthers(t *testing.T) {
	for text, want := range map[string]int32{"-1": -1, "100": 100, "-0": 0, "2147483647": math.MaxInt32} {
		if got, err := ReadInt32(text); got != want || err != nil {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for text, want := range map[string]uint64{"a1": 0xa1, "0xA1": 0xa1, "0": 0, "ffffffffffffffff": math.MaxUint64} {
		if got, err := ReadHex(text); got != want || err != nil {
			t.Errorf("%q: %x, %v", text, got, err)
		}
	}
	for text, want := range map[string]bool{"true": true, "TRUE": true, "False": false} {
		if got, err := ReadBool(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-", "--1", "+1", "1k", "2147483648", "1 "} {
		if _, err := ReadInt32(text); !errors.Is(err, ErrNumber) {
			t.Errorf("%q is a signed number: %v", text, err)
		}
	}
	for _, text := range []string{"", "0x", "-1", "g", "10000000000000000", "0x0x1", "1_0"} {
		if _, err := ReadHex(text); !errors.Is(err, ErrNumber) {
			t.Errorf("%q is hexadecimal: %v", text, err)
		}
	}
	for _, text := range []string{"", "yes", "no", "1", "on"} {
		if _, err := ReadBool(text); !errors.Is(err, ErrNumber) {
			t.Errorf("%q is a boolean: %v", text, err)
		}
	}
}

// TestAppend pins how numbers are written; the fuzzer reads them back.
func TestAppend(t *testing.T) {
	for want, value := range map[string]uint64{"0": 0, "1023": 1023, "1K": 1024, "1536": 1536, "32G": 32 << 30, "1P": 1 << 50, "1024P": 1 << 60} {
		if got := string(AppendUint(nil, value)); got != want {
			t.Errorf("%d: %s, want %s", value, got, want)
		}
	}
	for want, value := range map[string]uint32{"0": 0, "61s": 61, "2m": 120, "1h": 3600, "30d": 30 * 86400, "-1": math.MaxUint32} {
		if got := string(AppendSeconds(nil, value)); got != want {
			t.Errorf("%d: %s, want %s", value, got, want)
		}
	}
}
