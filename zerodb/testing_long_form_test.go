package zerodb

import (
	"os"
	"testing"
)

// longForm returns the size of a test in its short form, or in the long one where AEROLITH_PROOF asks for more.
func longForm(t *testing.T, short, long int) int {
	t.Helper()
	if os.Getenv("AEROLITH_PROOF") != "" {
		return long
	}
	return short
}
