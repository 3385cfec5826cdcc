package wire

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestInfoRequest checks requests in both directions, and the limit on names.
func TestInfoRequest(t *testing.T) {
	d := NewDecoder(Options{MaxInfoNames: 3})
	frame, err := AppendInfoRequest(nil, "build", "namespace/test")
	if err != nil || string(frame) != "\x02\x01\x00\x00\x00\x00\x00\x15build\nnamespace/test\n" {
		t.Fatalf("%q, %v", frame, err)
	}
	for body, want := range map[string][]string{
		"build\nnamespace/test\n": {"build", "namespace/test"},
		"":                        nil,
		"\n\n":                    nil,
		"node":                    {"node"},
		"a\n\nb\n":                {"a", "b"},
	} {
		if got, err := d.InfoRequest([]byte(body)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v; want %q", body, got, err, want)
		}
	}
	if _, err := d.InfoRequest([]byte("a\nb\nc\nd\n")); !errors.Is(err, aero.CodeParameter) {
		t.Errorf("four names: %v", err)
	}
	for _, name := range []string{"a\nb", "a\tb"} {
		if out, err := AppendInfoRequest([]byte("kept"), name); !errors.Is(err, ErrUnfit) || string(out) != "kept" {
			t.Errorf("%q: %q, %v", name, out, err)
		}
	}
}

// TestInfoReply checks replies in both directions.
func TestInfoReply(t *testing.T) {
	frame, start := BeginFrame(nil)
	frame = AppendInfo(frame, "build", "8.1.0.0")
	frame = AppendInfo(frame, "empty", "")
	frame = AppendInfo(frame, "lines", "a\nb\tc")
	frame = EndFrame(frame, start, TypeInfo)
	want := map[string]string{"build": "8.1.0.0", "empty": "", "lines": "a b\tc"}
	if got := maps.Collect(InfoReply(frame[FrameHeaderSize:])); !maps.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := maps.Collect(InfoReply([]byte("\nx\na\t1"))); !maps.Equal(got, map[string]string{"x": "", "a": "1"}) {
		t.Errorf("got %q", got)
	}
	for range InfoReply([]byte("a\tb\nc\td\n")) {
		break
	}
}

// TestInfoText checks the parts of requests, parameters and error values.
func TestInfoText(t *testing.T) {
	for request, want := range map[string][2]string{
		"build":                      {"build", ""},
		"namespace/test":             {"namespace", "test"},
		"truncate:namespace=a;set=b": {"truncate", "namespace=a;set=b"},
		"sets/test/demo":             {"sets", "test/demo"},
		"quiesce:":                   {"quiesce", ""},
	} {
		if command, rest := SplitInfo(request); command != want[0] || rest != want[1] {
			t.Errorf("%s: %q, %q", request, command, rest)
		}
	}
	p := Parameters("a=b;;c=d=e;f;a=2")
	for name, want := range map[string]string{"a": "b", "c": "d=e", "f": ""} {
		if got, ok := p.Get(name); !ok || got != want {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	if _, ok := p.Get("x"); ok {
		t.Error("x was found")
	}
	for value, want := range map[string][2]string{
		"ERROR:4:unrecognized command": {"4", "unrecognized command"},
		"error=not_found":              {"", "not_found"},
		"FAIL:25":                      {"25", ""},
		"ERROR::text":                  {"", "text"},
		"ERROR:bad name":               {"", "bad name"},
	} {
		if number, text, ok := InfoError(value); !ok || number != want[0] || text != want[1] {
			t.Errorf("%s: %q, %q, %v", value, number, text, ok)
		}
	}
	if _, _, ok := InfoError("errors=0"); ok {
		t.Error("a statistic is taken for an error")
	}
}

// TestAdmin checks the head of administration messages in both directions.
func TestAdmin(t *testing.T) {
	frame := AppendAdminReply(nil, aero.CodeSecurityNotSupported)
	header, err := DecodeFrameHeader(frame, 1024)
	if err != nil || header != (FrameHeader{TypeAdmin, 16}) {
		t.Fatalf("%+v, %v", header, err)
	}
	got, err := DecodeAdmin(frame[FrameHeaderSize:])
	if err != nil || got.Code != aero.CodeSecurityNotSupported || got.Fields != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	login, err := DecodeAdmin(readFrame(t, "testdata/golden/admin-login-head.hex")[FrameHeaderSize:])
	if err != nil || login.Command != AdminLogin || login.Fields != 2 {
		t.Errorf("%+v, %v", login, err)
	}
	if _, err := DecodeAdmin(make([]byte, 15)); !errors.Is(err, ErrMalformed) {
		t.Errorf("short message: %v", err)
	}
}

// TestCheckFrame checks which frames hold messages that can be decoded.
func TestCheckFrame(t *testing.T) {
	for kind, want := range map[Type]error{
		TypeMessage: nil, TypeCompressed: aero.CodeEnterpriseOnly, TypeShipping: aero.CodeEnterpriseOnly,
		TypeInfo: ErrFrameType,
	} {
		if err := CheckFrame(kind); !errors.Is(err, want) {
			t.Errorf("type %d: %v, want %v", kind, err, want)
		}
	}
	if !strings.Contains(CheckFrame(TypeCompressed).Error(), "compressed") {
		t.Error("the error does not say what is not supported")
	}
}
