package aero

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// protocolCodes are the numbers of all result codes of Aerospike 8.1.
var protocolCodes = []int{
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 32,
	50, 51, 52, 53, 54, 55, 56, 60, 61, 62, 63, 64, 65, 66, 70, 71, 72, 73, 74, 75, 80, 81, 82, 83,
	90, 91, 92, 93, 94, 100, 120, 121, 122, 123, 124, 125, 126, 127, 150, 151, 152, 160,
	200, 201, 202, 203, 204, 205, 206,
}

// TestEveryCodeIsDescribed checks that every code of the protocol has a text of its own and a class, and that no
// other number claims to be known, but for the one that old servers sent.
func TestEveryCodeIsDescribed(t *testing.T) {
	known := map[int]bool{int(CodeAlwaysForbidden): true}
	for _, n := range protocolCodes {
		known[n] = true
	}
	texts := map[string]int{}
	for n := range 256 {
		code := ResultCode(n)
		if code.Known() != known[n] {
			t.Errorf("code %d: known is %v", n, code.Known())
		}
		text := code.String()
		if other, twice := texts[text]; twice {
			t.Errorf("codes %d and %d are both %q", other, n, text)
		}
		texts[text] = n
		if strings.HasPrefix(code.Class().String(), "class") {
			t.Errorf("code %d has class %d", n, code.Class())
		}
	}
}

// TestRetryable checks which codes may be tried again.
func TestRetryable(t *testing.T) {
	for code, want := range map[ResultCode]bool{
		CodeOK: false, CodeNotFound: false, CodeParameter: false, CodeTimeout: true, CodeKeyBusy: true,
		CodeDeviceOverload: true, CodeUnavailable: true, CodeRecordTooBig: false, CodeRoleViolation: false,
		ResultCode(77): false,
	} {
		if got := code.Retryable(); got != want {
			t.Errorf("%v: retryable is %v", code, got)
		}
	}
	timeout := &Error{Code: CodeTimeout, InDoubt: true}
	busy := &Error{Code: CodeKeyBusy}
	if timeout.Retryable() || !busy.Retryable() {
		t.Error("an error in doubt must not be retryable, a busy key must be")
	}
}

// TestErrorsAreFoundByCode checks that errors.Is and errors.As work through wrapping, for codes and causes.
func TestErrorsAreFoundByCode(t *testing.T) {
	err := fmt.Errorf("get: %w", &Error{Code: CodeNotFound, Node: "A1", Message: "get test/demo"})
	if !errors.Is(err, CodeNotFound) || errors.Is(err, CodeGeneration) || errors.Is(err, CodeOK) {
		t.Errorf("%v is not found by its code alone", err)
	}
	if code, ok := CodeOf(err); !ok || code != CodeNotFound {
		t.Errorf("CodeOf: %v, %v", code, ok)
	}
	if code, ok := CodeOf(fmt.Errorf("x: %w", CodeKeyBusy)); !ok || code != CodeKeyBusy {
		t.Errorf("CodeOf of a bare code: %v, %v", code, ok)
	}
	if _, ok := CodeOf(io.EOF); ok {
		t.Error("CodeOf found a code in io.EOF")
	}
	cause := &Error{Err: io.ErrUnexpectedEOF, InDoubt: true, Message: "put"}
	if !errors.Is(cause, io.ErrUnexpectedEOF) || errors.Is(cause, CodeOK) {
		t.Errorf("cause of %v is not found", cause)
	}
}

// TestErrorText checks that an error says what, which code, where and whether it is in doubt.
func TestErrorText(t *testing.T) {
	for want, err := range map[string]error{
		"aero: get: record not found (code 2) from A1":               &Error{Code: CodeNotFound, Node: "A1", Message: "get"},
		"aero: server timeout (code 9); the write may have happened": &Error{Code: CodeTimeout, InDoubt: true},
		"aero: put: unexpected EOF; the write may have happened":     &Error{Err: io.ErrUnexpectedEOF, InDoubt: true, Message: "put"},
		"aero: key busy (code 14)":                                   CodeKeyBusy,
		"aero: code 77 (code 77)":                                    ResultCode(77),
		"aero: value of this Go type cannot be stored":               ErrUnsupportedValue,
		"aero: security not supported (code 51)":                     CodeSecurityNotSupported,
		"aero: only integers, strings and byte slices can be keys":   ErrUnsupportedKey,
		"aero: value nested too deeply":                              ErrTooDeep,
		"aero: malformed value":                                      ErrMalformedValue,
		"aero: ok (code 0)":                                          &Error{},
		"aero: invalid parameter (code 4) from B2: unexpected EOF":   &Error{Code: CodeParameter, Node: "B2", Err: io.ErrUnexpectedEOF},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}
