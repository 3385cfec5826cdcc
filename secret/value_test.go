package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"runtime"
	"strings"
	"testing"
)

// canary is a secret that no output may contain in any form.
const canary = "pa55/word+of~the canary"

// TestNothingPrintsASecret sends a secret through every way of turning a value into text, alone and inside other types,
// and searches the results for it in the forms in which it could hide.
func TestNothingPrintsASecret(t *testing.T) {
	type holder struct {
		Public  Value
		private Value
		Pointer *Value
		List    []Value
		Map     map[string]Value
	}
	v := New([]byte(canary))
	h := holder{Public: v, private: v, Pointer: &v, List: []Value{v}, Map: map[string]Value{"k": v}}
	var outputs []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%c", "%U", "%e", "%t", "%p", "%10.3s"} {
		outputs = append(outputs, fmt.Sprintf(verb, v), fmt.Sprintf(verb, &v), fmt.Sprintf(verb, h), fmt.Sprintf(verb, &h))
	}
	outputs = append(outputs, fmt.Sprint(v, h), v.String(), v.GoString(), fmt.Errorf("failed with %v: %w", v, errors.New("x")).Error())
	outputs = append(outputs, logged(t, v, h), marshalled(t, h), gobbed(t, v))
	for _, out := range outputs {
		for _, form := range hidingForms() {
			if strings.Contains(out, form) {
				t.Errorf("a secret shows as %q in %q", form, out)
			}
		}
	}
	if got := fmt.Sprint(v); got != Redacted {
		t.Errorf("printed as %q", got)
	}
}

// hidingForms returns the forms in which a secret could appear.
func hidingForms() []string {
	return []string{
		canary, base64.StdEncoding.EncodeToString([]byte(canary)), hex.EncodeToString([]byte(canary)),
		url.QueryEscape(canary), url.PathEscape(canary), "112 97 53 53", "pa55", "7061 3535",
	}
}

// logged returns what the text and JSON handlers of slog write.
func logged(t *testing.T, v Value, h any) string {
	t.Helper()
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		log := slog.New(handler)
		log.Info("one", "value", v, "pointer", &v)
		log.With("value", v).WithGroup("group").Info("many", "holder", h)
	}
	return out.String()
}

// marshalled returns what encoding/json makes of a value.
func marshalled(t *testing.T, h any) string {
	t.Helper()
	out, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// gobbed returns what encoding/gob makes of a value.
func gobbed(t *testing.T, v Value) string {
	t.Helper()
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestUse covers the life of a value: made, lent, cloned, wiped.
func TestUse(t *testing.T) {
	given := []byte(canary)
	v := New(given)
	if !bytes.Equal(given, make([]byte, len(canary))) {
		t.Error("the slice that New was given is not wiped")
	}
	if got := reveal(t, v); got != canary {
		t.Errorf("lent %q", got)
	}
	clone, err := v.Clone()
	if err != nil || !clone.Equal(v) || !v.Equal(clone) {
		t.Errorf("a clone differs: %v", err)
	}
	if v.Equal(New([]byte("other"))) || v.Equal(Value{}) {
		t.Error("different secrets are equal")
	}
	v.Wipe()
	v.Wipe()
	if err := v.Use(func([]byte) error { return nil }); !errors.Is(err, ErrWiped) {
		t.Errorf("use after wiping: %v", err)
	}
	if _, err := v.Clone(); !errors.Is(err, ErrWiped) {
		t.Errorf("clone after wiping: %v", err)
	}
	if v.Equal(v) {
		t.Error("a wiped secret equals something")
	}
	if reveal(t, clone) != canary {
		t.Error("wiping reached the clone")
	}
	failure := errors.New("mine")
	if err := clone.Use(func([]byte) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("the error of the user is lost: %v", err)
	}
}

// TestAbsent covers the zero value and the empty secret.
func TestAbsent(t *testing.T) {
	var v Value
	v.Wipe()
	if clone, err := v.Clone(); err != nil || !clone.IsZero() || !v.IsZero() || reveal(t, v) != "" || v.Protection() != (Protection{}) {
		t.Errorf("the absent secret is not absent: %v", err)
	}
	empty := New(nil)
	if empty.IsZero() || reveal(t, empty) != "" {
		t.Error("an empty secret is taken for an absent one")
	}
}

// TestProtection checks that secrets lie outside the heap where the system has the means.
func TestProtection(t *testing.T) {
	v := New([]byte(canary))
	if runtime.GOOS == "linux" && (!v.Protection().OffHeap || !v.Protection().Undumped) {
		t.Errorf("protection %+v", v.Protection())
	}
}

// reveal returns the secret as a string, which only tests may do.
func reveal(t *testing.T, v Value) string {
	t.Helper()
	var text string
	if err := v.Use(func(plain []byte) error { text = string(plain); return nil }); err != nil {
		t.Fatal(err)
	}
	return text
}
