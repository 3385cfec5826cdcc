package client

import "github.com/aerolith/aerolith/aero"

// EventKind says what happened.
type EventKind uint8

// The kinds of events.
const (
	// EventNodeJoined says that a node was taken in.
	EventNodeJoined EventKind = iota + 1
	// EventNodeLeft says that a node was let go of.
	EventNodeLeft
	// EventNodeFailed says that a node that answered before did not answer a question about the cluster.
	EventNodeFailed
	// EventFailover says that calls go to the passive cluster from now on, or back to the active one.
	EventFailover
	// EventReconfigured says that new options, or new hosts, count from now on.
	EventReconfigured
	// EventCertificates says that certificates whose files have changed cannot be used, so that the old ones count; it comes
	// once until they can be used again.
	EventCertificates
	// EventDegraded says that the cluster lacks a feature that is asked for, and that calls do without or fail: Feature says
	// which. It comes once for each feature.
	EventDegraded
)

// Feature is something that not every server has.
type Feature uint8

// The features.
const (
	// FeatureNone is none.
	FeatureNone Feature = iota
	// FeatureUsers are users and roles: without them a login is not needed and the client goes on.
	FeatureUsers
	// FeatureRacks are racks: without them ReplicaPreferRack reads like ReplicaSequence.
	FeatureRacks
	// FeatureEnterprise is what the server refuses as a feature of the Enterprise edition, such as durable deletes or
	// transactions: the call fails.
	FeatureEnterprise
	// FeatureUnsupported is what the server refuses as not supported in its version or configuration: the call fails.
	FeatureUnsupported
	// FeatureCompression is the compression of requests and answers: without it they travel as they are.
	FeatureCompression
	// FeatureQuotas are quotas of roles: without them setting them fails.
	FeatureQuotas
	// FeatureConsistency is strong consistency: in a namespace without it ReadLinear reads the master and sees what that has.
	FeatureConsistency
	// featureCount is one above the last.
	featureCount
)

// String returns the feature's name.
func (f Feature) String() string {
	names := [featureCount]string{"none", "users", "racks", "enterprise", "unsupported", "compression", "quotas", "consistency"}
	if f >= featureCount {
		return "unknown"
	}
	return names[f]
}

// Event is something that an operator may want to know. It holds no keys and no values.
type Event struct {
	// Kind says what happened.
	Kind EventKind
	// Node and Address say to which node; empty for what concerns the client.
	Node, Address string
	// Passive says, of EventFailover, that calls go to the passive cluster now.
	Passive bool
	// Feature says, of EventDegraded, what is missing.
	Feature Feature
	// Err is why; it may be nil.
	Err error
}

// emit passes an event to who listens.
func (c *Client) emit(e Event) {
	if live := c.live.Load(); live != nil && live.Observe != nil {
		live.Observe(e)
	}
}

// degraded warns, once for each feature, that the cluster lacks it.
func (c *Client) degraded(feature Feature, n *node, err error) {
	if c.warned[feature].Swap(true) {
		return
	}
	e := Event{Kind: EventDegraded, Feature: feature, Err: err}
	if n != nil {
		e.Node, e.Address = n.name, n.address.String()
	}
	c.emit(e)
}

// missing returns the feature that a refusal says is missing, FeatureNone for others.
func missing(code aero.ResultCode) Feature {
	switch code {
	case aero.CodeEnterpriseOnly:
		return FeatureEnterprise
	case aero.CodeUnsupportedFeature:
		return FeatureUnsupported
	case aero.CodeSecurityQuotasNotEnabled:
		return FeatureQuotas
	default:
		return FeatureNone
	}
}

// emitNode passes an event on a node.
func (c *Client) emitNode(kind EventKind, n *node, err error) {
	c.emit(Event{Kind: kind, Node: n.name, Address: n.address.String(), Err: err})
}
