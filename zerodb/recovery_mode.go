package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// RecoveryMode says what Open does about damage that it would otherwise refuse or leave for reads to find.
type RecoveryMode uint8

const (
	// RecoverStrictly opens only a database whose free space is whole, and does not look at the tables. It is the default.
	RecoverStrictly RecoveryMode = iota
	// RecoverWhatIsWhole checks everything before it opens, which reads the whole file, and tells each action with the event
	// RecoveryAction: damaged free space is built anew from what no table refers to; damaged parts of tables are in quarantine,
	// which means that reading them fails, that none of their pages is used again, and that everything else is served. Damage of the
	// log, or of both meta pages, is refused as ever: what was acknowledged would be lost silently.
	RecoverWhatIsWhole
)

// RecoveryKind says what an opening in recovery mode has done.
type RecoveryKind string

// The kinds of actions.
const (
	// FreeSpaceRebuilt: the free set was computed from the tables.
	FreeSpaceRebuilt RecoveryKind = "free space rebuilt"
	// FreeSpaceAbandoned: the free set was damaged, and tables too, so that nobody knows what is free. The file grows; Salvage into a
	// new one gives the space back.
	FreeSpaceAbandoned RecoveryKind = "free space abandoned"
	// Quarantined: a part of a table cannot be read.
	Quarantined RecoveryKind = "damage in quarantine"
)

// RecoveryAction tells what an opening in recovery mode has done.
type RecoveryAction struct {
	// Kind is what was done.
	Kind RecoveryKind
	// Finding is what was found; of the rebuilding of free space the first such finding.
	Finding Finding
	// FreePages is how many pages the rebuilt free set has.
	FreePages uint64
}

// isEvent marks RecoveryAction as an Event.
func (RecoveryAction) isEvent() {}

// openRecovering is Open in the mode RecoverWhatIsWhole.
func openRecovering(path string, opts Options) (*DB, error) {
	actions, rebuilt, err := planRecovery(path, opts)
	if err != nil {
		return nil, fmt.Errorf("zerodb: recover %s: %w", path, err)
	}
	db, err := openWith(path, opts, rebuilt)
	if err != nil {
		return nil, err
	}
	for _, a := range actions {
		db.emit(a)
	}
	return db, nil
}

// planRecovery checks a database, if there is one, and says what to do about it.
func planRecovery(path string, opts Options) (actions []RecoveryAction, rebuilt *rebuiltSet, err error) {
	i, err := Inspect(path, opts)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, i.Close()) }()
	if i.InUse() {
		return nil, nil, ErrLocked
	}
	var free *Finding
	_, err = i.Check(context.Background(), CheckOptions{}, func(f Finding) error {
		if f.Mendable {
			if free == nil {
				free = &f
			}
			return nil
		}
		actions = append(actions, RecoveryAction{Kind: Quarantined, Finding: f})
		return nil
	})
	if err != nil || free == nil {
		return actions, nil, err
	}
	action := RecoveryAction{Kind: FreeSpaceAbandoned, Finding: *free}
	current := i.choice.Current()
	rebuilt = &rebuiltSet{database: current.UUID, checkpoint: current.Tx}
	if len(actions) == 0 {
		action.Kind = FreeSpaceRebuilt
		rebuilt, err = i.rebuildFreeSet(context.Background(), current)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range rebuilt.Free {
			action.FreePages += r.Count
		}
	}
	return append(actions, action), rebuilt, nil
}
