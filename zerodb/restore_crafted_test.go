package zerodb

import (
	"bytes"
	"cmp"
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/backup"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
)

// TestRestoreOfCraftedBackups restores streams whose checksums are right and whose content no database can have: each is refused, by who verifies it too, and nothing is left.
func TestRestoreOfCraftedBackups(t *testing.T) {
	opts := memOptions()
	numbers := catalog.EncodeForm(keyform.Form{Order: keyform.Uint32})
	pairs := catalog.EncodeForm(keyform.Form{Duplicates: true})
	reversed := catalog.EncodeForm(keyform.Form{Order: keyform.Reverse, Duplicates: true})
	for name, c := range map[string]struct {
		tables  []string
		options []byte
		keys    []string
		good    bool
		tx      ids.TxID
		head    func(*backup.Head)
	}{
		"sound":                {tables: []string{"a", "b"}, keys: []string{"a", "b"}, good: true},
		"sound numbers":        {tables: []string{"a"}, options: numbers, keys: []string{"abcd", "bbcd"}, good: true},
		"sound pairs":          {tables: []string{"a"}, options: pairs, keys: []string{"a\x00\x01b", "a\x00\x01c"}, good: true},
		"short number":         {tables: []string{"a"}, options: numbers, keys: []string{"abc"}},
		"pair without a mark":  {tables: []string{"a"}, options: pairs, keys: []string{"value"}},
		"pair reversed":        {tables: []string{"a"}, options: reversed, keys: []string{"a\x00b"}},
		"the same key twice":   {tables: []string{"a"}, keys: []string{"a", "a"}},
		"out of order":         {tables: []string{"a"}, keys: []string{"b", "a"}},
		"empty key":            {tables: []string{"a"}, keys: []string{""}},
		"the same table twice": {tables: []string{"a", "a"}, keys: []string{"a"}},
		"reserved name":        {tables: []string{catalog.RemainsName}, keys: []string{"a"}},
		"last number":          {tables: []string{"a"}, keys: []string{"a"}, tx: txLoaded, good: true},
		"number without more":  {tables: []string{"a"}, keys: []string{"a"}, tx: txMax - 1},
		"no options":           {tables: []string{"a"}, options: []byte("abc"), keys: []string{"a"}},
		"longest key":          {tables: []string{strings.Repeat("a", 982)}, keys: []string{strings.Repeat("a", 982)}, good: true},
		"longer key":           {tables: []string{"a"}, keys: []string{strings.Repeat("a", 983)}},
		"longer name":          {tables: []string{strings.Repeat("a", 983)}, keys: []string{"a"}},
		"small pages":          {tables: []string{"a"}, keys: []string{"a"}, head: func(h *backup.Head) { h.PageSize = 2048 }},
		"odd pages":            {tables: []string{"a"}, keys: []string{"a"}, head: func(h *backup.Head) { h.PageSize = 4097 }},
		"other totals":         {tables: []string{"a"}, keys: []string{"a"}, head: func(h *backup.Head) { h.Entries++ }},
		"no position":          {tables: []string{"a"}, keys: []string{"a"}, head: func(h *backup.Head) { h.Position = "here" }},
		"sound position":       {tables: []string{"a"}, keys: []string{"a"}, good: true, head: func(h *backup.Head) { h.Position = Position{Tx: 9, identity: [16]byte{7}}.String() }},
		"foreign position":     {tables: []string{"a"}, keys: []string{"a"}, head: func(h *backup.Head) { h.Position = Position{Tx: 9, identity: [16]byte{8}}.String() }},
		"later position":       {tables: []string{"a"}, keys: []string{"a"}, head: func(h *backup.Head) { h.Position = Position{Tx: 10, identity: [16]byte{7}}.String() }},
	} {
		var stream bytes.Buffer
		w := backup.NewWriter(&stream)
		head := backup.Head{Identity: [16]byte{7}, Tx: uint64(cmp.Or(c.tx, 9)), PageSize: 4096, Tables: uint64(len(c.tables)), Entries: uint64(len(c.tables) * len(c.keys))}
		if c.head != nil {
			c.head(&head)
		}
		must(t, w.Begin(head))
		for _, table := range c.tables {
			must(t, w.Table(backup.Table{Name: table, Options: c.options, Entries: uint64(len(c.keys))}))
			for _, k := range c.keys {
				must(t, w.Entry([]byte(k), nil))
			}
		}
		_, err := w.End()
		must(t, err)
		if _, err := VerifyBackup(t.Context(), bytes.NewReader(stream.Bytes()), BackupOptions{}); c.good != (err == nil) || !c.good && !errors.Is(err, ErrBackupDamaged) {
			t.Errorf("%s: verified: %v", name, err)
		}
		_, err = Restore(t.Context(), "new", opts, RestoreOptions{Backup: &stream})
		if c.good {
			must(t, err)
			db := openTest(t, "new", opts)
			wantSound(t, db)
			put(t, db, "b", 0, 10)
			closeTest(t, db)
			must(t, removeTree(opts.FS, "new"))
			continue
		}
		if !errors.Is(err, ErrBackupDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if names, err := opts.FS.ReadDir("."); err != nil || len(names) != 0 {
			t.Errorf("%s: left are %v, %v", name, names, err)
		}
	}
}
