package proof

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// judgeImage opens what a crash has left. It must be a state that some commit left, whole, and none before the last that
// was acknowledged; what it shows must be durable, and it must be usable.
func (w *watcher) judgeImage(i image) error {
	if how := w.nested(i.number); how != noStep {
		if err := w.crashInside(i, how); err != nil {
			return fmt.Errorf("crash in the recovery: %w", err)
		}
	}
	if !i.thorough {
		_, err := w.look(i.files, i.least)
		return err
	}
	db, found, err := w.open(i.files, i.least)
	if err != nil {
		return err
	}
	later, err := i.files.CrashImage(memfs.OnlySynced, nil)
	if err != nil {
		return err
	}
	if err := w.same(later, found); err != nil {
		return fmt.Errorf("second power failure, after %d was shown: %w", found, err)
	}
	want, err := w.use(db, found)
	if err != nil {
		return fmt.Errorf("using it: %w", err)
	}
	later, err = i.files.CrashImage(memfs.OnlySynced, nil)
	if err != nil {
		return err
	}
	for name, files := range map[string]*memfs.FS{"second power failure, after use": later, "closed and opened again": i.files} {
		if files == i.files {
			if err := db.Close(); err != nil {
				return err
			}
		}
		if err := w.content(files, want); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// open opens files and compares what they show with the history.
func (w *watcher) open(files vfs.FS, least int) (*zerodb.DB, int, error) {
	db, err := zerodb.Open(databasePath, w.optionsOn(files))
	if err != nil {
		return nil, 0, err
	}
	n, err := w.history.find(db, least)
	if err != nil {
		return nil, n, errors.Join(err, db.Close())
	}
	return db, n, nil
}

// same opens files, which must show exactly the state of that number.
func (w *watcher) same(files *memfs.FS, want int) error {
	n, err := w.look(files, want)
	if err == nil && n != want {
		err = fmt.Errorf("state %d", n)
	}
	return err
}

// use makes a durable commit and returns what the database then contains.
func (w *watcher) use(db *zerodb.DB, found int) (content, error) {
	d := draftOf(w.history.state(found))
	d.create("after")
	d.put("after", "small", "value")
	d.put("after", "large", strings.Repeat("large", 2000))
	err := db.Update(func(tx *zerodb.Tx) error {
		table, err := tx.CreateTable("after", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		for _, e := range d.content["after"] {
			if err := table.Put([]byte(e.key), []byte(e.value)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && (w.options.Durability != zerodb.DurabilityAlways || w.vary != nil) {
		err = db.Checkpoint(context.Background())
	}
	return d.content, err
}

// content opens files, compares all that they contain, and closes them.
func (w *watcher) content(files vfs.FS, want content) error {
	db, err := zerodb.Open(databasePath, w.optionsOn(files))
	if err != nil {
		return err
	}
	return errors.Join(wholly(db, want), db.Close())
}
