package client

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/partition"
)

// TestSilentCluster asks for a namespace while no node has said yet what it has, as when all are slow at the start: that is no
// answer that the namespace does not exist, so that calls try again. Once all have said it, it is one.
func TestSilentCluster(t *testing.T) {
	n := &node{name: "A"}
	silent := &snapshot{nodes: []*node{n}, partitions: partition.Build(nil, []partition.Claim[*node]{{Node: n}})}
	if err := silent.checkNamespace("test"); !errors.Is(err, ErrNoNode) || errors.Is(err, aero.CodeNamespace) {
		t.Error(err)
	}
	owned := []partition.Ownership{{Namespace: "other", Replicas: []*partition.Bitmap{{}}}}
	told := &snapshot{nodes: []*node{n}, partitions: partition.Build(nil, []partition.Claim[*node]{{Node: n, Owned: owned}})}
	if err := told.checkNamespace("test"); !errors.Is(err, aero.CodeNamespace) {
		t.Error(err)
	}
}
