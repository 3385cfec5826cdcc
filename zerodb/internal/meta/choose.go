package meta

import (
	"errors"
	"io"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Candidate is one meta page as it was found.
type Candidate struct {
	// Meta is what the page says; meaningful only without Err.
	Meta Meta
	// Claimed is the transaction that the page says it is of, also when it is damaged; then it may be anything.
	Claimed ids.TxID
	// Err is nil for a valid page, else says what is wrong with it.
	Err error
}

// intact reports whether the page is what somebody wrote, be its form known or not.
func (c Candidate) intact() bool {
	var unknown *VersionError
	return c.Err == nil || errors.As(c.Err, &unknown)
}

// Choice is the result of comparing the two meta pages.
type Choice struct {
	// Pages are the two candidates by slot. At least one is valid.
	Pages [2]Candidate
	// Newest is the slot of the valid page with the greatest transaction. The next checkpoint goes to the other.
	Newest int
}

// Current returns the meta page that counts.
func (c Choice) Current() Meta { return c.Pages[c.Newest].Meta }

// Other returns the page that does not count, and that the next checkpoint overwrites. If its Err is not nil, a newer
// checkpoint may have stood there: recovery must fail if the log says that a checkpoint after Current was done.
func (c Choice) Other() Candidate { return c.Pages[1-c.Newest] }

// Choose compares the two meta pages. Both slices are whole pages.
//
// It fails with the faults of both, as *fault.CorruptionError, when neither is valid, and with ErrNotDatabase too when
// neither even begins as a meta page; with *VersionError when one is intact but
// of an unknown form, since an older page beside it must not be taken for the newest state; and with
// *fault.CorruptionError when both are valid and contradict each other.
func Choose(first, second []byte) (Choice, error) {
	c := Choice{Pages: [2]Candidate{examine(first, 0), examine(second, 1)}}
	for _, p := range c.Pages {
		var unknown *VersionError
		if errors.As(p.Err, &unknown) {
			return c, unknown
		}
	}
	a, b := &c.Pages[0], &c.Pages[1]
	switch {
	case a.Err != nil && b.Err != nil:
		return c, bothDamaged(a.Err, b.Err)
	case a.Err != nil:
		c.Newest = 1
	case b.Err == nil:
		if b.Meta.Tx > a.Meta.Tx {
			c.Newest = 1
		}
		return c, contradiction(a.Meta, b.Meta)
	}
	return c, nil
}

// bothDamaged joins the faults of both pages, and tells a damaged database from a file that never was one.
func bothDamaged(faults ...error) error {
	foreign := true
	for _, err := range faults {
		var damage *fault.CorruptionError
		foreign = foreign && errors.As(err, &damage) && (damage.Kind == Magic || damage.Kind == fault.Size)
	}
	if foreign {
		faults = append([]error{ErrNotDatabase}, faults...)
	}
	return errors.Join(faults...)
}

// examine decodes one page.
func examine(b []byte, slot int) Candidate {
	m, err := Decode(b, slot)
	c := Candidate{Meta: m, Err: err}
	if len(b) >= page.HeaderSize {
		c.Claimed = page.RefOf(b).Birth
	}
	return c
}

// contradiction checks that two valid pages can be neighbours. Equal transactions are possible only as the two copies
// that the creation of the database writes.
func contradiction(a, b Meta) error {
	same := a.UUID == b.UUID && a.PageSize == b.PageSize
	if same && a.Tx == b.Tx {
		same = a.WallTime.Equal(b.WallTime)
		a.WallTime = b.WallTime
		same = same && a == b
	}
	if !same {
		return fault.New(1, Contradiction, offsetUUID, uint64(a.Tx), uint64(b.Tx))
	}
	return nil
}

// Read finds the meta pages of a file and compares them as Choose does. The page size need not be known: the first
// page states it, and if that is damaged, every possible size is tried for the second. A file that ends early counts
// as damaged.
//
// Besides Choose's errors it returns the reader's, except for io.EOF.
func Read(file io.ReaderAt) (Choice, error) {
	buffer := make([]byte, 2*page.MaxSize)
	n, err := readFull(file, buffer)
	if err != nil {
		return Choice{}, err
	}
	buffer = buffer[:n]
	var first Choice
	var failure error
	for i, size := range sizes(buffer) {
		c, err := Choose(part(buffer, 0, size), part(buffer, 1, size))
		if c.Pages[0].intact() || c.Pages[1].intact() {
			return c, err
		}
		if i == 0 {
			first, failure = c, err
		}
	}
	return first, failure
}

// readFull reads as much of the buffer as the file has.
func readFull(file io.ReaderAt, buffer []byte) (int, error) {
	n, err := file.ReadAt(buffer, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// sizes returns all page sizes, the one that the first page states in front.
func sizes(b []byte) []int {
	var all []int
	for size := page.MinSize; size <= page.MaxSize; size *= 2 {
		all = append(all, size)
	}
	if len(b) >= page.MinSize {
		stated := int(order.Uint32(b[offsetPageSize:]))
		if i := slices.Index(all, stated); i > 0 {
			all[0], all[i] = all[i], all[0]
		}
	}
	return all
}

// part returns page number slot of the given size, shorter when b ends early.
func part(b []byte, slot, size int) []byte {
	return b[min(slot*size, len(b)):min((slot+1)*size, len(b))]
}
