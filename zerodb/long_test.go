package zerodb

import (
	"os"
	"strconv"
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

// killsOf returns how many lives of a writer end by a kill: so many, or as many as AEROLITH_KILLS says.
func killsOf(t *testing.T, short int) int {
	t.Helper()
	text := os.Getenv("AEROLITH_KILLS")
	if text == "" {
		return short
	}
	kills, err := strconv.Atoi(text)
	must(t, err)
	return kills
}
