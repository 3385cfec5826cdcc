package dbcmd

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/aerolith/aerolith/zerodb"
)

// readerFacts is an open read transaction for --json.
type readerFacts struct {
	Process uint64 `json:"process"`
	Slot    int    `json:"slot"`
	Tx      uint64 `json:"tx"`
	// OldSince is when the first transaction was committed that the reader does not see, as far as the log says; null when it sees the newest.
	OldSince *time.Time `json:"old_since"`
	Behind   uint64     `json:"transactions_behind"`
	Ending   bool       `json:"ending"`
}

// readersOf lists the read transactions of processes that only read. Where the database cannot be opened for reading, it has none.
func readersOf(ctx context.Context, path string) []readerFacts {
	list := []readerFacts{}
	db, err := zerodb.OpenReadOnly(path, zerodb.Options{})
	if err != nil {
		return list
	}
	defer func() { _ = db.Close() }() // nothing was changed
	readers, err := db.Readers(ctx)
	if err != nil {
		return list
	}
	for _, r := range readers {
		list = append(list, readerFacts{Process: r.Process, Slot: r.Slot, Tx: r.Tx, Ending: r.Ending})
	}
	if len(list) > 0 {
		measureAges(ctx, path, db.Stats().VisibleTx, list)
	}
	return list
}

// measureAges finds in the log since when each reader sees something old, and how much was committed since. Where the log does not
// reach back, it is longer ago than that.
func measureAges(ctx context.Context, path string, visible uint64, list []readerFacts) {
	for commit, err := range zerodb.ReadHistory(ctx, zerodb.HistorySource{Path: path}, zerodb.Position{}) {
		if err != nil || commit.Tx > visible {
			return
		}
		for i := range list {
			r := &list[i]
			if commit.Tx <= r.Tx {
				continue
			}
			if moment := commit.Time.UTC(); r.OldSince == nil {
				r.OldSince = &moment
			}
			r.Behind++
		}
	}
}

// printReaders writes the readers for a person.
func printReaders(out io.Writer, readers []readerFacts) error {
	if len(readers) == 0 {
		return nil
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "reading process\tsees transaction\tbehind\tsomething newer since\t")
	for _, r := range readers {
		since := "-"
		if r.OldSince != nil {
			since = fmt.Sprintf("%s (%v)", r.OldSince.Format(time.RFC3339), time.Since(*r.OldSince).Round(time.Second))
		}
		fmt.Fprintf(w, "%d\t%d\t%d\t%s\t\n", r.Process, r.Tx, r.Behind, since)
	}
	return w.Flush()
}
