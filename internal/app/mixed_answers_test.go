package app

import (
	"errors"
	"fmt"
	"io"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// hearing takes the answers of a dialogue.
type hearing struct {
	*dialogue
	reader  *wire.Reader
	decoder *wire.Decoder
	// settled is the state that the answers so far have acknowledged.
	settled int
}

// frame returns the next frame.
func (l *hearing) frame() (wire.Frame, error) {
	for {
		frame, ok, err := l.reader.Next()
		if ok || err != nil {
			return frame, err
		}
		if err := l.reader.Fill(); err != nil {
			return wire.Frame{}, err
		}
	}
}

// listen takes the answers to a burst.
func (l *hearing) listen() error {
	l.settled = 0
	for i := range l.wanted {
		if err := l.one(&l.wanted[i]); err != nil {
			return fmt.Errorf("answer %d of %d, %s: %w", i, len(l.wanted), l.wanted[i].what, err)
		}
		l.settled = l.wanted[i].after
	}
	if l.reader.Buffered() > 0 {
		return errors.New("more answers than requests")
	}
	return nil
}

// one takes one answer.
func (l *hearing) one(want *answer) error {
	switch {
	case want.what == "info":
		frame, err := l.frame()
		if err == nil && frame.Type != wire.TypeInfo {
			err = fmt.Errorf("frame of type %d", frame.Type)
		}
		return err
	case want.kind == wire.KindScan:
		found, err := l.members()
		if err != nil {
			return err
		}
		return l.same(want.members, found)
	case want.kind == wire.KindBatch:
		return l.many(want)
	}
	frame, err := l.frame()
	if err != nil {
		return err
	}
	var result aero.RecordResult
	if err := l.decoder.RecordReply(frame.Body, &result); err != nil {
		return err
	}
	return l.check(&want.rows[0], result.Code, &result)
}

// check compares the outcome of one command.
func (l *hearing) check(want *row, code aero.ResultCode, result *aero.RecordResult) error {
	if code != want.code {
		return fmt.Errorf("record %d: %v, want %v", want.key, code, want.code)
	}
	if !want.reads {
		return nil
	}
	return l.holds(want.key, want.state, result)
}

// items calls a function with each record of the frames up to the end.
func (l *hearing) items(take func(item wire.Item, result *aero.RecordResult) error) error {
	for {
		frame, err := l.frame()
		if err != nil {
			return err
		}
		replies := l.decoder.Replies(frame.Body)
		for {
			var result aero.RecordResult
			item, ok, err := replies.Next(&result)
			switch {
			case err != nil:
				return err
			case !ok:
			case item.Kind == wire.ItemEnd && item.Code != aero.CodeOK:
				return item.Code
			case item.Kind == wire.ItemEnd:
				return nil
			default:
				err = take(item, &result)
			}
			if err != nil {
				return err
			}
			if !ok {
				break
			}
		}
	}
}

// many takes the answers to a batch.
func (l *hearing) many(want *answer) error {
	next := 0
	err := l.items(func(item wire.Item, result *aero.RecordResult) error {
		if int(item.Index) != next || next >= len(want.rows) {
			return fmt.Errorf("row %d, want %d", item.Index, next)
		}
		next++
		return l.check(&want.rows[next-1], item.Code, result)
	})
	if err == nil && next != len(want.rows) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// members takes the answers to a scan.
func (l *hearing) members() (map[int]aero.RecordResult, error) {
	found := make(map[int]aero.RecordResult)
	err := l.items(func(item wire.Item, result *aero.RecordResult) error {
		for key := range dialogueKeys {
			if l.digest(key) == result.Digest && item.Kind == wire.ItemRecord {
				copied := aero.RecordResult{}
				for _, bin := range result.Bins {
					bin.Value.Data = append([]byte(nil), bin.Value.Data...)
					copied.Bins = append(copied.Bins, bin)
				}
				found[key] = copied
			}
		}
		return nil
	})
	return found, err
}
