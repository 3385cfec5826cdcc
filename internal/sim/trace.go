package sim

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// Stage is how far a command about one record has come.
type Stage uint8

// The stages.
const (
	// Received says that a node has read the command, whatever it does with it then.
	Received Stage = iota + 1
	// Executed says that a node has carried it out with success, whatever becomes of the answer.
	Executed
)

// SetTrace lets a function see all commands about one record at each stage; nil ends that. It is called from the goroutines
// of connections, with the cluster locked at Executed, and must neither keep the command nor call the cluster.
func (c *Cluster) SetTrace(see func(cmd *aero.RecordCommand, stage Stage)) { c.tracer.Store(&see) }

// trace shows a request to who wants to see it.
func (c *Cluster) trace(request *wire.Request, stage Stage) {
	if see := c.tracer.Load(); see != nil && *see != nil && request.Kind == wire.KindRecord {
		(*see)(&request.Record, stage)
	}
}
