package zerodb

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestLogGivesNamesThatAreTaken opens databases whose log gives a table the name of another one, or none: the opening says that the log is damaged, for writing and for reading, and the
// other table is not lost.
func TestLogGivesNamesThatAreTaken(t *testing.T) {
	for name, lie := range map[string]func(*Tx, *Table){
		"rename to a table": func(tx *Tx, from *Table) { tx.write.journal.RenameTable(from.note, "other") },
		"rename to itself":  func(tx *Tx, from *Table) { tx.write.journal.RenameTable(from.note, "t") },
		"rename to no name": func(tx *Tx, from *Table) { tx.write.journal.RenameTable(from.note, "") },
		"create what is there": func(tx *Tx, _ *Table) {
			j := &tx.write.journal
			j.CreateTable(j.Table("other"), catalog.EncodeForm(keyform.Form{}))
		},
		"create without a name": func(tx *Tx, _ *Table) {
			j := &tx.write.journal
			j.CreateTable(j.Table(""), catalog.EncodeForm(keyform.Form{}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := memfs.New(memfs.Options{CrashImages: true})
			opts := smallOptions(files)
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 10)
			put(t, db, "other", 0, 10)
			must(t, db.Update(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err != nil {
					return err
				}
				if err := table.Put(key(1), value(2)); err != nil {
					return err
				}
				lie(tx, table)
				return nil
			}))
			opts.FS = leftBy(t, files, memfs.Everything)
			for _, open := range []func(string, Options) (*DB, error){Open, OpenReadOnly} {
				_, err := open("db", opts)
				var damage *CorruptionError
				if !errors.As(err, &damage) {
					t.Errorf("got %v", err)
				}
			}
			_, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
			must(t, err)
			saved := openTest(t, "saved", opts)
			for _, table := range []string{"t", "other"} {
				if got := entries(t, saved, table); got != 10 {
					t.Errorf("salvaged table %q has %d entries", table, got)
				}
			}
		})
	}
}
