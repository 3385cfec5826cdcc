package zerodb

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/backup"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// backupRules hold a backup against what a database can have, beyond what its checksums tell. Restoring and verifying share them, so that a backup which is found to be good can be restored.
type backupRules struct {
	head  backup.Head
	at    Position
	names map[string]struct{}
	// form is that of the keys of the present table, scratch memory for a key.
	form    keyform.Form
	scratch []byte
}

// begin takes the header in.
func (b *backupRules) begin(h backup.Head) error {
	b.head, b.names = h, make(map[string]struct{})
	b.scratch = make([]byte, 0, page.MaxKeySize(maxPageSize))
	switch err := b.at.UnmarshalText([]byte(h.Position)); {
	case h.Tx < uint64(firstTx) || h.Tx > uint64(txLoaded):
		return fmt.Errorf("%w: transaction number", ErrBackupDamaged)
	case h.PageSize > maxPageSize || !page.ValidSize(int(h.PageSize)):
		return fmt.Errorf("%w: page size", ErrBackupDamaged)
	case err != nil || !b.at.IsZero() && (b.at.identity != h.Identity || b.at.Tx != h.Tx):
		return fmt.Errorf("%w: log position", ErrBackupDamaged)
	}
	return nil
}

// table takes the beginning of a table in.
func (b *backupRules) table(t backup.Table) error {
	form, ok := catalog.DecodeForm(t.Options)
	if !ok {
		return fmt.Errorf("%w: options of a table", ErrBackupDamaged)
	}
	if _, again := b.names[t.Name]; again || t.Name == catalog.RemainsName {
		return fmt.Errorf("%w: a table with the name of another one", ErrBackupDamaged)
	}
	if len(t.Name) > page.MaxKeySize(int(b.head.PageSize)) {
		return fmt.Errorf("%w: a name that its catalog cannot have", ErrBackupDamaged)
	}
	b.names[t.Name], b.form = struct{}{}, form
	return nil
}

// entry takes an entry of the present table in.
func (b *backupRules) entry(key []byte) error {
	if len(key) > page.MaxKeySize(int(b.head.PageSize)) || !b.form.Plain() && !b.form.Sound(b.scratch, key) {
		return fmt.Errorf("%w: a key that its table cannot have", ErrBackupDamaged)
	}
	return nil
}

// end holds what was read against what the header announces, and describes it.
func (b *backupRules) end(totals backup.Totals) (BackupInfo, error) {
	if totals.Tables != b.head.Tables || totals.Entries != b.head.Entries {
		return BackupInfo{}, fmt.Errorf("%w: it announces other totals than it has", ErrBackupDamaged)
	}
	return describeBackup(b.head, totals, b.at), nil
}
