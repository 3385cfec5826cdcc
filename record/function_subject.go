package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/lua"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// subject is a record as a function finds it, in memory of its own.
type subject struct {
	guard    guard
	record   lua.Record
	voidTime uint32
	// version is the record's, where a transaction is to be told.
	version uint64
	// code is why the function is not applied; aero.CodeOK if it is.
	code aero.ResultCode
}

// look reads the record of the call.
func (f *functionCall) look() (*subject, error) {
	s := &subject{record: lua.Record{Digest: f.cmd.Digest}}
	err := f.n.view(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		var found lookup
		now := f.n.now()
		if err := found.find(table, f.cmd.Digest, now, *f.n.hidden.Load(), f.n.sets); err != nil {
			return err
		}
		if s.version, s.code, err = f.seenInTransaction(tx, &found, now); err != nil || s.code != aero.CodeOK {
			return err
		}
		s.guard = guard{present: found.present, stored: append([]byte(nil), found.stored...)}
		if !found.current.Exists {
			return nil
		}
		record, err := layout.Decode(s.guard.stored)
		if err != nil {
			return err
		}
		s.code = f.check(&record, found.current.SetName)
		if s.code != aero.CodeOK {
			return nil
		}
		if s.code = f.n.rules.CheckFilter(f.cmd, &found.current, now); s.code != aero.CodeOK {
			return nil
		}
		s.voidTime = record.VoidTime
		return f.n.describe(&s.record, &record, found.current.SetName, now)
	})
	return s, err
}

// seenInTransaction replaces what was found by what the call's transaction sees there. It returns the version that the
// transaction is told: 0 if it has written the record.
func (f *functionCall) seenInTransaction(
	tx *zerodb.Tx, found *lookup, now uint64,
) (version uint64, code aero.ResultCode, err error) {
	if f.cmd.Transaction.IsZero() {
		return 0, aero.CodeOK, nil
	}
	l, err := openLedger(tx)
	if err != nil {
		return 0, aero.CodeOK, err
	}
	held, code, err := found.see(&l, &f.cmd.Transaction, f.cmd.Digest, now, f.n.sets)
	if err != nil || held {
		return 0, code, err
	}
	return versionOf(&found.current), code, nil
}

// check checks what the command says about the record: its set and its user key.
func (f *functionCall) check(record *layout.Record, set string) aero.ResultCode {
	if f.cmd.Set != set {
		return aero.CodeParameter
	}
	sent, stored := f.cmd.Key, record.Key
	if sent.Type == aero.ParticleNil || stored.Type == aero.ParticleNil {
		return aero.CodeOK
	}
	if sent.Type != stored.Type || string(sent.Data) != string(stored.Data) {
		return aero.CodeKeyMismatch
	}
	return aero.CodeOK
}

// describe fills in a record for a function. Its values alias the stored record.
func (n *namespace) describe(r *lua.Record, record *layout.Record, set string, now uint64) error {
	r.Exists, r.Set = true, set
	r.Generation, r.LastUpdateMillis = uint32(record.Generation), record.LastUpdate
	if seconds := now / millisPerSecond; record.VoidTime != 0 && uint64(record.VoidTime) > seconds {
		r.TTLSeconds = record.VoidTime - uint32(seconds)
	}
	if record.Key.Type != aero.ParticleNil {
		key, err := record.Key.Value()
		if err != nil {
			return err
		}
		r.Key = key
	}
	for bins := record.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return nil
		}
		r.Size += len(bin.Value.Data)
		r.Bins = append(r.Bins, aero.Bin{Name: n.names.String(bin.Name), Value: cdt.Visible(bin.Value)})
	}
}

// millisPerSecond converts the unit of last-update times into that of void times.
const millisPerSecond = 1000
