package eval

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestTTL writes a new and an existing record with every kind of life; the namespace's default is 100 s, the existing
// record has 50 s left.
func TestTTL(t *testing.T) {
	const now = testNow / 1000
	for name, test := range map[string]struct {
		ttl              uint32
		code             aero.ResultCode
		created, updated uint32
	}{
		"default":  {aero.TTLDefault, aero.CodeOK, now + 100, now + 100},
		"never":    {aero.TTLNever, aero.CodeOK, 0, 0},
		"keep":     {aero.TTLKeep, aero.CodeOK, now + 100, now + 50},
		"explicit": {7, aero.CodeOK, now + 7, now + 7},
		"longest":  {MaxTTLSeconds, aero.CodeOK, now + MaxTTLSeconds, now + MaxTTLSeconds},
		"too long": {MaxTTLSeconds + 1, aero.CodeParameter, 0, now + 50},
		"nonsense": {0xFFFFFFFD, aero.CodeParameter, 0, now + 50},
	} {
		cmd := write(write1("a", integer(1)))
		cmd.TTLSeconds = test.ttl
		b := newBench(t)
		if code := b.do(cmd); code != test.code || b.res.VoidTime != test.created {
			t.Errorf("%s, new: %v %d", name, code, b.res.VoidTime)
		}
		b = newBench(t)
		first := write(write1("a", integer(1)))
		first.TTLSeconds = 50
		b.do(first)
		if code := b.do(cmd); code != test.code || b.res.VoidTime != test.updated {
			t.Errorf("%s, existing: %v %d", name, code, b.res.VoidTime)
		}
	}
}

// TestExpiry writes a record that lives for 10 s and looks at it through time: in its last second it is there, in
// the next it is not, and a write then creates a new one.
func TestExpiry(t *testing.T) {
	b := newBench(t)
	cmd := write(write1("a", integer(1)))
	cmd.TTLSeconds = 10
	b.do(cmd)
	b.do(cmd)
	b.now += 10_999
	if code := b.do(aero.RecordCommand{Flags: aero.FlagRead | aero.FlagNoBinData}); code != aero.CodeOK {
		t.Fatalf("in its last second: %v", code)
	}
	b.now++
	if code := b.do(aero.RecordCommand{Flags: aero.FlagRead | aero.FlagNoBinData}); code != aero.CodeNotFound {
		t.Fatalf("after its life: %v", code)
	}
	if code := b.do(with(cmd, aero.FlagCreateOnly)); code != aero.CodeOK || b.res.Generation != 1 {
		t.Fatalf("created anew: %v, generation %d", code, b.res.Generation)
	}
}

// TestTouch renews the life without changing bins, and needs a record.
func TestTouch(t *testing.T) {
	touch := write(op(aero.OpTouch, "", aero.Particle{}))
	touch.TTLSeconds = 1000
	b := newBench(t)
	if code := b.do(touch); code != aero.CodeNotFound {
		t.Fatalf("missing: %v", code)
	}
	b.put("a", 1)
	b.now += 5000
	if code := b.do(touch); code != aero.CodeOK || b.res.Generation != 2 || b.res.VoidTime != uint32(b.now/1000+1000) {
		t.Fatalf("%v, generation %d, void time %d", code, b.res.Generation, b.res.VoidTime)
	}
	if got := b.record(); got != "a=1" {
		t.Fatal(got)
	}
}

// TestReadTouch reads a record that lives for 100 s when 79 and 80 s have passed, with several shares.
func TestReadTouch(t *testing.T) {
	for _, test := range []struct {
		percent int8
		at79    uint32
		at80    uint32
		code    aero.ResultCode
	}{
		{0, 0, 0, aero.CodeOK},
		{-1, 0, 0, aero.CodeOK},
		{20, 0, 100, aero.CodeOK},
		{21, 100, 100, aero.CodeOK},
		{100, 100, 100, aero.CodeOK},
		{101, 0, 0, aero.CodeParameter},
		{-2, 0, 0, aero.CodeParameter},
	} {
		b := newBench(t)
		b.put("a", 1)
		cmd := aero.RecordCommand{Flags: aero.FlagRead | aero.FlagReadAllBins, ReadTouchPercent: test.percent}
		for after, want := range map[uint64]uint32{79_000: test.at79, 80_000: test.at80} {
			var res aero.RecordResult
			if got := b.rules.Read(&cmd, b.current(), testNow+after, &res); got != want || res.Code != test.code {
				t.Errorf("%d%% after %d ms: touch %d, %v", test.percent, after, got, res.Code)
			}
		}
	}
}

// TestRenew applies a read's renewal: the generation stays, and a record that a write gave a longer life keeps it.
func TestRenew(t *testing.T) {
	b := newBench(t)
	b.put("a", 1)
	out := b.evaluator.Renew(b.current(), b.stored, 100, testNow+80_000)
	if out.Change != ChangePut || out.Header.Generation != 1 || out.Header.VoidTime != testNow/1000+180 {
		t.Fatalf("%+v", out)
	}
	if out := b.evaluator.Renew(b.current(), b.stored, 10, testNow); out.Change != ChangeNone {
		t.Fatalf("shortened the life: %+v", out)
	}
	if out := b.evaluator.Renew(&Current{}, nil, 10, testNow); out.Change != ChangeNone {
		t.Fatalf("renewed what is gone: %+v", out)
	}
}

// TestClockGoesBack writes with a clock that went back: the last-update time stays where it was.
func TestClockGoesBack(t *testing.T) {
	b := newBench(t)
	b.put("a", 1)
	b.now -= 60_000
	b.put("a", 2)
	if got := b.current().Record.LastUpdate; got != testNow {
		t.Fatalf("last update %d", got)
	}
}
