package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// look reads the number in a transaction.
func (b *beside) look(view func(func(*Tx) error) error, least uint64) error {
	return view(func(tx *Tx) error {
		_, err := b.see(tx, least)
		return err
	})
}

// see reads the number, which is not below what had been acknowledged.
func (b *beside) see(tx *Tx, least uint64) (uint64, error) {
	table, err := tx.Table("cells")
	if errors.Is(err, ErrTableNotFound) && least == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	number, err := numberOf(table)
	if err == nil && (number < least || number > b.tried.Load()) {
		return 0, fmt.Errorf("the number is %d, but %d was acknowledged, and %d tried", number, least, b.tried.Load())
	}
	return number, err
}

// stay reads the number several times in one transaction.
func (b *beside) stay(r *rand.Rand) (err error) {
	least := b.acked.Load()
	tx, err := b.db.BeginReadContext(context.Background())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	return b.again(tx, r, least)
}

// again reads the number several times.
func (b *beside) again(tx *Tx, r *rand.Rand, least uint64) error {
	first, err := b.see(tx, least)
	for range r.IntN(5) {
		if err != nil {
			return err
		}
		time.Sleep(time.Duration(r.IntN(4000)) * time.Microsecond)
		var number uint64
		if number, err = b.see(tx, least); err == nil && number != first {
			return fmt.Errorf("the number was %d and is %d in one transaction", first, number)
		}
	}
	return err
}

// renew reads the number in one transaction that is renewed again and again, with what was kept of its former lives.
func (b *beside) renew(r *rand.Rand) (err error) {
	tx, err := b.db.BeginRead()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	for range r.IntN(20) {
		var cursor *Cursor
		if table, err := tx.Table("cells"); err == nil {
			cursor = table.Cursor()
			cursor.First()
		}
		if err := tx.Reset(); err != nil {
			if errors.Is(err, ErrTxClosed) && tx.dismissed {
				return nil
			}
			return err
		}
		if cursor != nil && (cursor.Next() || cursor.Key() != nil) {
			return errors.New("a cursor of a former life moves")
		}
		least := b.acked.Load()
		if err := tx.Renew(); err != nil {
			return err
		}
		if _, err := b.see(tx, least); err != nil {
			return err
		}
	}
	return nil
}

// history reads the history from the beginning, or from somewhere.
func (b *beside) history(r *rand.Rand) error {
	return b.follow(r, b.db.History(soonOver(r), Position{}), 1+r.IntN(200))
}

// watch follows the history from the present position.
func (b *beside) watch(r *rand.Rand) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(r.IntN(30))*time.Millisecond)
	defer cancel()
	from, err := b.db.Position(ctx)
	if err != nil {
		return err
	}
	return b.follow(r, b.db.Watch(ctx, from), 1+r.IntN(100))
}

// readHistory reads the files as another process does.
func (b *beside) readHistory(r *rand.Rand) error {
	source := HistorySource{FS: b.opts.FS, Path: "db", ArchivePath: b.opts.ArchivePath}
	return b.follow(r, ReadHistory(soonOver(r), source, Position{}), 1+r.IntN(200))
}

// follow makes sure that numbers ascend by one.
func (b *beside) follow(r *rand.Rand, commits func(func(Commit, error) bool), most int) error {
	before, seen := uint64(0), 0
	for c, err := range commits {
		if err != nil {
			return err
		}
		number := uint64(0)
		for change, err := range c.Changes() {
			if err != nil {
				return fmt.Errorf("changes: %w", err)
			}
			if change.Kind == ChangePut && change.Table == "cells" {
				first, _, _ := strings.Cut(string(change.Value), " ")
				if number, err = strconv.ParseUint(first, 10, 64); err != nil {
					return err
				}
			}
		}
		if number != 0 && before != 0 && number != before+1 {
			return fmt.Errorf("number %d follows %d in the history", number, before)
		}
		if number != 0 {
			before = number
		}
		if seen++; seen >= most {
			return nil
		}
		if r.IntN(20) == 0 {
			time.Sleep(time.Duration(r.IntN(1000)) * time.Microsecond)
		}
	}
	return nil
}

// process opens the database as another process does, and reads.
func (b *beside) process(r *rand.Rand) (err error) {
	opts := b.opts
	opts.OpenTimeout = 5 * time.Second
	least := b.acked.Load()
	db, err := OpenReadOnly("db", opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for range r.IntN(6) {
		if err := b.look(db.View, least); err != nil {
			return fmt.Errorf("another process: %w", err)
		}
		least = b.acked.Load()
		if r.IntN(4) == 0 {
			if _, err := db.Backup(soonOver(r), io.Discard, BackupOptions{}); err != nil {
				return fmt.Errorf("another process: %w", err)
			}
		}
		time.Sleep(time.Duration(r.IntN(2000)) * time.Microsecond)
	}
	return nil
}
