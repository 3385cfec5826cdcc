package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// everything is the image of files that nothing happened to.
const everything = memfs.Everything

// dropAll drops every table of both databases, lets small commits free what large ones have left, and counts pages: none but those of an empty database may be in use.
func (l *lockstep) dropAll() error {
	l.heal()
	if err := l.both(func(r *telling) error { return r.db.Update(r.dropTables) }); err != nil {
		return err
	}
	const most, step = 1000, 64 // a commit frees at least that many pages of what was dropped
	for n := l.first.db.Stats().Pages/step + 2; n > 0 && n < most; n-- {
		if err := l.both(func(r *telling) error { return r.db.Update(r.touch) }); err != nil {
			return err
		}
	}
	if err := l.both(func(r *telling) error { return r.db.Update(r.dropTables) }); err != nil {
		return err
	}
	return l.countPages()
}

// dropTables drops all tables.
func (r *telling) dropTables(tx *zerodb.Tx) error {
	var names []string
	for name := range tx.Tables() {
		names = append(names, name)
	}
	for _, name := range names {
		if err := tx.DropTable(name); err != nil {
			return err
		}
	}
	return nil
}

// touch changes one entry.
func (r *telling) touch(tx *zerodb.Tx) error {
	t, err := tx.CreateTable("table 0", zerodb.TableOptions{})
	if err != nil {
		return err
	}
	return t.Put([]byte("touched"), fmt.Append(nil, r.random.IntN(1<<20)))
}

// countPages takes a checkpoint and compares what it has written with the figures of the living: each page of the file belongs to a tree, to the free set, or is free,
// and where nobody reads no page waits to become free. Without tables there are few.
func (l *lockstep) countPages() error {
	if l.first.set.inMemory {
		return l.countMemory()
	}
	if l.random.IntN(2) == 0 {
		l.first.release(0)
		l.leaveAll()
	}
	l.heal()
	l.Counted++
	if err := l.both(func(r *telling) error { return r.db.Update(r.touch) }); err != nil {
		return err
	}
	if err := l.checkpoint(); err != nil {
		return err
	}
	file, err := l.first.inspect()
	if err != nil {
		return err
	}
	live := l.first.db.Stats()
	trees := file.Catalog.Pages()
	for _, t := range file.Tables {
		trees += t.Pages()
	}
	const metaPages, emptyMost = 2, 4
	used := trees + file.Free.SetPages + metaPages
	unread := len(l.first.held)+len(l.beside)+len(l.dead) == 0
	switch inUse := live.Pages - live.AvailablePages - live.RetiredPages; {
	case used+file.Free.Pages != file.Pages:
		return fmt.Errorf("%d pages in use and %d free are not %d", used, file.Free.Pages, file.Pages)
	case inUse != used:
		return fmt.Errorf("%d pages are in use (%+v), the checkpoint has %d", inUse, live, used)
	case unread && live.RetiredPages != 0:
		return fmt.Errorf("%d pages wait to become free, and nobody reads", live.RetiredPages)
	case len(file.Tables) == 0 && trees > emptyMost:
		return fmt.Errorf("%d pages of trees without tables", trees)
	}
	return nil
}

// countMemory is countPages for a database in memory.
func (l *lockstep) countMemory() error {
	l.first.release(0)
	return l.check()
}

// inspect looks at the files as they are now.
func (r *telling) inspect() (zerodb.FileStat, error) {
	files, err := r.files.CrashImage(everything, nil)
	if err != nil {
		return zerodb.FileStat{}, err
	}
	options := r.options
	options.FS = files
	i, err := zerodb.Inspect(databasePath, options)
	if err != nil {
		return zerodb.FileStat{}, err
	}
	_, err = i.Check(tContext(), zerodb.CheckOptions{}, func(f zerodb.Finding) error { return fmt.Errorf("in the files: %v", f) })
	stat, failed := i.Stat(tContext(), zerodb.CheckOptions{})
	return stat, errors.Join(err, failed, i.Close())
}
