package proof

import (
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb"
)

// newHistoryOfContents returns the history of a database whose commits store no number: a state is told by its content, the younger one where two have the
// same.
func newHistoryOfContents() *history {
	h := newHistory()
	h.byContent, h.sums = true, []uint64{sumOf(content{})}
	return h
}

// numberOf tells which state a database shows.
func (h *history) numberOf(db *zerodb.DB) (int, error) {
	if !h.byContent {
		return serialOf(db)
	}
	var c content
	err := db.View(func(tx *zerodb.Tx) (err error) {
		c, err = contentOf(tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	n := h.withSum(sumOf(c))
	if n < 0 {
		return 0, fmt.Errorf("it has a content that no commit left: %s", h.nearest(c))
	}
	return n, nil
}

// withSum returns the last state with a sum, -1 if there is none.
func (h *history) withSum(sum uint64) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	for n, s := range slices.Backward(h.sums) {
		if s == sum {
			return n
		}
	}
	return -1
}

// nearest tells how a content differs from that of the state that it is most like.
func (h *history) nearest(c content) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	const shown = 4
	best, least := 0, []string(nil)
	for n, state := range slices.Backward(h.states) {
		if d := differences(c, state); least == nil || len(d) < len(least) {
			best, least = n, d
		}
	}
	return fmt.Sprintf("%d differences from state %d of %d, kept %d: %s", len(least), best, len(h.states)-1, h.kept, least[:min(shown, len(least))])
}

// enter enters the state of a commit that is about to be tried, unless it changes nothing.
func (h *history) enter(c content) {
	h.mu.Lock()
	defer h.mu.Unlock()
	sum := sumOf(c)
	if sum == h.sums[len(h.sums)-1] {
		return
	}
	h.states, h.sums = append(h.states, c), append(h.sums, sum)
}
