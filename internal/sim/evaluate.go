package sim

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/aero"
)

// isSimple reports whether a command is one that the nodes' own store carries out.
func isSimple(cmd *aero.RecordCommand) bool {
	if cmd.Filter != nil || cmd.Function != nil || cmd.Transaction != (aero.Transaction{}) || cmd.Set == aero.MonitorSet ||
		cmd.Flags&aero.FlagDurableDelete != 0 {
		return false
	}
	for i := range cmd.Operations {
		switch cmd.Operations[i].Type {
		case aero.OpRead, aero.OpWrite, aero.OpAdd, aero.OpAppend, aero.OpPrepend, aero.OpTouch:
		default:
			return false
		}
	}
	return true
}

// evaluate executes a command on one record by the evaluator. The node has a copy of the record, and is its master for
// writes. The lock is held.
func (n *Node) evaluate(cmd *aero.RecordCommand, result *aero.RecordResult, owners []*Node) {
	e, err := n.cluster.evaluator()
	if err == nil {
		err = n.evaluateBy(e, cmd, result, owners)
	}
	var code aero.ResultCode
	if errors.As(err, &code) {
		result.Code = code
	} else if err != nil {
		result.Code = aero.CodeUnknown
	}
}

// evaluateBy is evaluate with an evaluator that there is.
func (n *Node) evaluateBy(e *evaluator, cmd *aero.RecordCommand, result *aero.RecordResult, owners []*Node) error {
	e.transactional = e.transactional || cmd.Transaction != (aero.Transaction{})
	key := recordKey{cmd.Namespace, cmd.Digest}
	if cmd.Set == aero.MonitorSet {
		// A monitor belongs to no node: it outlasts them.
		return e.store.Execute(context.Background(), cmd, result)
	}
	stored := n.records[key]
	with := *cmd
	const comparing = aero.FlagGenerationEqual | aero.FlagGenerationGreater
	if stored != nil && cmd.Flags&comparing != 0 {
		equal := cmd.Flags&aero.FlagGenerationEqual != 0
		if equal && cmd.Generation != stored.generation || !equal && cmd.Generation <= stored.generation {
			result.Code = aero.CodeGeneration
			return nil
		}
		with.Flags &^= comparing
	}
	if err := e.load(key, stored); err != nil {
		return err
	}
	if err := e.store.Execute(context.Background(), &with, result); err != nil {
		return err
	}
	isWrite := cmd.Flags&(aero.FlagWrite|aero.FlagDelete) != 0 || cmd.Function != nil || cmd.Transaction.Step != aero.TransactionNone
	if result.Generation != 0 {
		result.Generation = e.generation(key, result.Generation)
	}
	if !isWrite {
		if stored != nil && result.Code == aero.CodeOK {
			result.VoidTime = stored.voidTime
		}
		return nil
	}
	return n.harvest(e, key, cmd, owners)
}

// harvest takes the state of a record out of the evaluator, where a command may have changed it, and gives it to all owners.
func (n *Node) harvest(e *evaluator, key recordKey, cmd *aero.RecordCommand, owners []*Node) error {
	var result aero.RecordResult
	have, known := e.loaded[key]
	set := cmd.Set
	if known {
		set = have.from.set
	}
	err := e.execute(&aero.RecordCommand{
		Namespace: key.namespace, Set: set, Digest: key.digest, Flags: aero.FlagRead | aero.FlagReadAllBins,
	}, &result)
	switch {
	case errors.Is(err, aero.CodeNotFound):
		delete(e.loaded, key)
		if known {
			n.cluster.replicate(owners, key, nil)
		}
		return nil
	case err != nil:
		return err
	case known && result.Generation == have.generation:
		return nil
	}
	next := record{set: set, key: cmd.Key, generation: e.generation(key, result.Generation), voidTime: result.VoidTime, bins: result.Bins}
	if known && next.key.Type == aero.ParticleNil {
		next.key = have.from.key
	}
	if cmd.TTLSeconds == aero.TTLKeep && known {
		next.voidTime = have.from.voidTime
	}
	n.cluster.replicate(owners, key, &next)
	e.loaded[key] = loadedRecord{from: n.records[key], generation: result.Generation}
	return nil
}
