package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestCorruptionErrorSurvivesWrapping makes sure that the facts stay reachable through errors.As and that the text
// names page and kind, by wrapping an error and looking at both.
func TestCorruptionErrorSurvivesWrapping(t *testing.T) {
	wrapped := fmt.Errorf("zerodb: get: %w", New(7, Checksum, 4, 1, 2))
	var got *CorruptionError
	if !errors.As(wrapped, &got) {
		t.Fatalf("errors.As found no CorruptionError in %v", wrapped)
	}
	if want := (CorruptionError{Page: 7, Kind: Checksum, Offset: 4, Want: 1, Got: 2}); *got != want {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	for _, part := range []string{"page 7", "checksum", "offset 4", "backup"} {
		if !strings.Contains(wrapped.Error(), part) {
			t.Errorf("%q does not mention %q", wrapped, part)
		}
	}
}

// TestDamageOfLogNamesNoPage makes sure that damage of the log does not send the reader to page 0.
func TestDamageOfLogNamesNoPage(t *testing.T) {
	text := New(0, "log: order of transactions", 0, 2, 1).Error()
	if strings.Contains(text, "page") || !strings.Contains(text, "the log is damaged: order of transactions at offset 0") {
		t.Errorf("got %q", text)
	}
}
