package zerodb

import (
	"os"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// TestPositionVector compares the text of a position with the one in docs/format.
func TestPositionVector(t *testing.T) {
	page, err := os.ReadFile("../docs/format/backup.md")
	must(t, err)
	_, rest, _ := strings.Cut(string(page), "```text position\n")
	want, _, _ := strings.Cut(rest, "\n")
	p := Position{Tx: 9, identity: [16]byte{7}, epoch: 3, log: wal.Position{LSN: 4096, Segment: 2, Chain: 0xcafe}}
	if got := p.String(); got != want {
		t.Errorf("%s, the page has %s", got, want)
	}
}
