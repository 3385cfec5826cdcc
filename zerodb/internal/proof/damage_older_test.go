package proof

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// TestOlderSelves puts earlier states of pages in their places, whole and with checksums that are right, as a disk
// leaves them that has lost a write and said nothing: only the birth tells them from the page that belongs there.
func TestOlderSelves(t *testing.T) {
	s, selves := agedSpecimen(t)
	now := s.read(t, s.files, dataFile)
	told := 0
	s.judgeAll(t, func(yield func(damage) bool) {
		for id := range s.pages {
			for _, old := range selves[id] {
				present := now[int(id)*damagePage:][:damagePage]
				if string(old) == string(present) {
					continue
				}
				if page.KindOf(old) == page.KindLeaf && page.KindOf(present) == page.KindLeaf {
					told++
				}
				if !yield(s.older(old, id)) {
					return
				}
			}
		}
	})
	if told < 10 {
		t.Errorf("only %d pages of entries have an earlier self: the test shows nothing", told)
	}
}

// agedSpecimen returns a closed database whose pages were reused many times, and what each page held after each checkpoint.
func agedSpecimen(t *testing.T) (s *specimen, selves map[ids.PageID][][]byte) {
	t.Helper()
	s = &specimen{name: "aged", files: newFiles(t), history: newHistory()}
	selves = map[ids.PageID][][]byte{}
	options := smallOptions(s.files)
	options.PageSize = damagePage
	db, err := zerodb.Open(databasePath, options)
	must(t, err)
	random := randomOf(seedDefault, 79)
	for range 12 {
		_, err := s.history.commit(db, func(tx *zerodb.Tx, next *draft) error { return mix(tx, next, random, 40, 200) })
		must(t, err)
		must(t, db.Checkpoint(t.Context()))
		b := s.read(t, s.files, dataFile)
		for id := ids.PageID(page.FirstID); int(id+1)*damagePage <= len(b); id++ {
			self := b[int(id)*damagePage:][:damagePage]
			if page.RefOf(self).Birth != 0 && page.RefOf(self).ID == id {
				selves[id] = append(selves[id], self)
			}
		}
	}
	must(t, db.Close())
	s.least, _ = s.history.last()
	s.survey(t)
	return s, selves
}
