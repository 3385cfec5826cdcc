package zerodb

import (
	"syscall"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestCheckPassesUnreadablePages checks an open database of which each page in turn, the meta pages too, cannot be read: the check tells of it and comes to its end.
func TestCheckPassesUnreadablePages(t *testing.T) {
	path, opts, pages := badSectors(t)
	opts.FS = nil
	db := openTest(t, path, opts)
	told := 0
	for n := range pages {
		b, err := db.pager.Store().At(n*4096, 4096)
		must(t, err)
		must(t, syscall.Mprotect(b, syscall.PROT_NONE))
		var found []Finding
		err = db.Check(t.Context(), func(f Finding) error {
			found = append(found, f)
			return nil
		})
		must(t, syscall.Mprotect(b, syscall.PROT_READ))
		if err != nil {
			t.Errorf("page %d: %v", n, err)
		}
		for _, f := range found {
			if ids.PageID(f.Page) <= ids.PageID(n) && uint64(n) < f.Page+f.Pages {
				told++
				break
			}
		}
	}
	wantSound(t, db)
	if told < 10 {
		t.Errorf("only %d pages are told of", told)
	}
}
