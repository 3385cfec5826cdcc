package sim

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// isPlain reports whether a scan is one that the nodes' own store carries out.
func isPlain(request *wire.ScanRequest) bool {
	cmd := &request.Command
	return !request.Background && request.Function == nil && cmd.Filter == nil && cmd.Index == nil && len(cmd.Operations) == 0
}

// walk carries out a request on many records by the evaluator, and returns the answer. The lock is held.
func (n *Node) walk(request *wire.ScanRequest) []byte {
	out, err := n.walked(request)
	code := aero.CodeOK
	if err != nil && !errors.As(err, &code) {
		code = aero.CodeUnknown
	}
	frame, start := wire.BeginFrame(out)
	return wire.EndFrame(wire.AppendEnd(frame, code), start, wire.TypeMessage)
}

// walked returns the frames of the answer but for the last one.
func (n *Node) walked(request *wire.ScanRequest) ([]byte, error) {
	cmd := &request.Command
	if !slices.Contains(n.cluster.namespaces, cmd.Namespace) {
		return nil, aero.CodeNamespace
	}
	e, err := n.cluster.evaluator()
	if err != nil {
		return nil, err
	}
	if request.Background {
		// Sets exist everywhere if they exist anywhere.
		for _, other := range n.cluster.nodes {
			if err := e.loadAll(cmd.Namespace, other.mastered(cmd.Namespace)); err != nil {
				return nil, err
			}
		}
	}
	if err := e.loadAll(cmd.Namespace, n.mastered(cmd.Namespace)); err != nil {
		return nil, err
	}
	switch {
	case request.Background:
		return nil, n.background(e, request)
	case request.Function != nil:
		return n.aggregate(e, request)
	default:
		return n.query(e, cmd)
	}
}

// mastered returns the node's records of a namespace of which it is the master.
func (n *Node) mastered(namespace string) map[recordKey]*record {
	all := make(map[recordKey]*record)
	for key, r := range n.records {
		if key.namespace == namespace && n.isMaster(key.digest.Partition()) {
			all[key] = r
		}
	}
	return all
}

// isMaster reports whether the node is the master of a partition. The lock is held.
func (n *Node) isMaster(id aero.PartitionID) bool {
	owners := n.cluster.owners(id)
	return len(owners) > 0 && owners[0] == n
}

// query returns the records that a query finds in the partitions of which the node is the master, one frame for each so that
// cuts hit between records too.
func (n *Node) query(e *evaluator, cmd *aero.ScanCommand) ([]byte, error) {
	var out []byte
	done := func(id aero.PartitionID, code aero.ResultCode) error {
		frame, start := wire.BeginFrame(out)
		out = wire.EndFrame(wire.AppendPartitionDone(frame, id, code), start, wire.TypeMessage)
		return nil
	}
	mine := *cmd
	mine.Partitions, mine.RecordsPerSecond = nil, 0
	for _, part := range cmd.Partitions {
		if n.isMaster(part.ID) {
			mine.Partitions = append(mine.Partitions, part)
		} else if err := done(part.ID, aero.CodeUnavailable); err != nil {
			return nil, err
		}
	}
	if len(mine.Partitions) == 0 {
		return out, nil
	}
	err := e.store.Scan(context.Background(), &mine, func(result *aero.RecordResult) error {
		key := recordKey{cmd.Namespace, result.Digest}
		result.Generation = e.generation(key, result.Generation)
		result.VoidTime = e.loaded[key].from.voidTime
		frame, start := wire.BeginFrame(out)
		out = wire.EndFrame(wire.AppendScanRecord(frame, cmd, result), start, wire.TypeMessage)
		return nil
	}, done)
	return out, err
}

// aggregate returns the results of a stream function over the node's records.
func (n *Node) aggregate(e *evaluator, request *wire.ScanRequest) ([]byte, error) {
	var out []byte
	err := e.store.Aggregate(context.Background(), &request.Command, request.Function, func(bin aero.Bin) error {
		frame, start := wire.BeginFrame(out)
		out = wire.EndFrame(wire.AppendValue(frame, bin), start, wire.TypeMessage)
		return nil
	})
	return out, err
}

// jobPoll is how often the end of a job is looked for.
const jobPoll = time.Millisecond

// background carries out a job at once, although clients take it for one that goes on.
func (n *Node) background(e *evaluator, request *wire.ScanRequest) error {
	cmd := &request.Command
	// The store knows jobs by number alone, so that each node's gets one of its own.
	const nodeShift = 56
	id := request.TaskID ^ uint64(slices.Index(n.cluster.nodes, n))<<nodeShift
	err := e.store.StartWrite(&aero.BackgroundCommand{ID: id, Select: *cmd, Write: request.Write, From: cmd.From})
	if err != nil {
		return err
	}
	for e.running(id) {
		<-time.After(jobPoll)
	}
	for _, key := range slices.Collect(maps.Keys(e.loaded)) {
		if key.namespace != cmd.Namespace {
			continue
		}
		if err := n.harvest(e, key, &request.Write, n.cluster.owners(key.digest.Partition())); err != nil {
			return err
		}
	}
	return nil
}

// running reports whether a job is under way.
func (e *evaluator) running(id uint64) bool {
	for _, job := range e.store.Jobs() {
		if job.ID == id && job.Active {
			return true
		}
	}
	return false
}
