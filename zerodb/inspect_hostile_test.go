package zerodb

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
)

// forgeMeta changes what the newest meta page of a closed database says, and makes it intact again.
func forgeMeta(t *testing.T, opts Options, change func(*meta.Meta)) {
	t.Helper()
	file, err := opts.FS.Open(filepath.Join("db", dataName))
	must(t, err)
	choice, err := meta.Read(file)
	must(t, err)
	m := choice.Current()
	change(&m)
	b := make([]byte, m.PageSize)
	meta.Encode(b, choice.Newest, m)
	_, err = file.WriteAt(b, int64(choice.Newest)*int64(m.PageSize))
	must(t, errors.Join(err, file.Close()))
}

// TestInspectPagesBeyondTheFile makes sure that a meta page that speaks of more pages than a disk can have is a finding, and that no tool takes memory for them.
func TestInspectPagesBeyondTheFile(t *testing.T) {
	for _, pages := range []ids.PageID{1 << 20, 1 << 47} {
		opts, _ := inspected(t)
		forgeMeta(t, opts, func(m *meta.Meta) { m.HighWater = pages })
		i, err := Inspect("db", opts)
		must(t, err)
		sum, err := i.Check(t.Context(), CheckOptions{}, func(f Finding) error {
			if !errors.As(f.Err, new(*CorruptionError)) {
				t.Errorf("not typed: %v", f.Err)
			}
			return nil
		})
		must(t, err)
		if sum.Findings == 0 || sum.Mendable == sum.Findings || sum.Entries != 1100+301 {
			t.Errorf("%d pages: %+v", pages, sum)
		}
		_, err = i.Stat(t.Context(), CheckOptions{})
		must(t, err)
		cells, err := i.Map(t.Context(), 64)
		must(t, err)
		if len(cells) > 64 {
			t.Errorf("%d cells", len(cells))
		}
		must(t, i.Close())
		if _, err := Mend(t.Context(), "db", opts); !errors.Is(err, ErrNotMendable) {
			t.Errorf("mend: %v", err)
		}
		opts.Recovery = RecoverWhatIsWhole
		if _, err := Open("db", opts); err == nil {
			t.Error("opened")
		}
	}
}
