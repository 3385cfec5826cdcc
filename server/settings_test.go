package server

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// TestSettingsTakeEffect: limits that are changed while the server runs hold for what comes next, on connections that
// were there before too.
func TestSettingsTakeEffect(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	set := func(assignment string) {
		t.Helper()
		command := "set-config:context=service;" + assignment
		if got := p.info(command); got != command+"\tok\n" {
			t.Errorf("got %q", got)
		}
	}
	set("proto-fd-max=1")
	ts.dial().expectClosed()
	set("proto-fd-max=2")
	q := ts.dial()
	if got := q.info("status"); got != "status\tok\n" {
		t.Errorf("below the new limit: %q", got)
	}

	set("batch-max-requests=1")
	batch := &aero.BatchCommand{Entries: make([]aero.RecordCommand, 2)}
	for i := range batch.Entries {
		batch.Entries[i] = aero.RecordCommand{Namespace: fakeNamespace, Digest: digestOf(i), Flags: aero.FlagRead}
	}
	request, err := wire.AppendBatchRequest(nil, batch, []uint32{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	p.send(request)
	if res := p.result(); res.Code != aero.CodeBatchMaxRequests {
		t.Errorf("batch above the new limit: %v", res.Code)
	}
}

// TestParseSetting: numbers with the suffixes that operators write.
func TestParseSetting(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "15": 15, "2k": 2048, "2K": 2048, "3m": 3 << 20, "1g": 1 << 30,
		"": -1, "k": -1, "-1": -1, "1.5": -1, "x": -1, "99999999999g": -1, "0x10": -1,
	} {
		got, ok := parseSetting(text)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: got %d, %v", text, got, ok)
		}
	}
}
