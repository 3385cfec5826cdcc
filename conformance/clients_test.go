package conformance

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aerolith/aerolith/conformance/node"
)

// packagesVariable names a folder in which `npm install --ignore-scripts aerospike` was run.
const packagesVariable = "AEROLITH_NODE_PACKAGES"

// TestNodeClient runs clients/features.mjs: what programs use most of the official Node.js client, and through it of the C
// client below it, which the Python client shares.
func TestNodeClient(t *testing.T) {
	folder := os.Getenv(packagesVariable)
	if folder == "" {
		t.Skipf("%s does not say where the Node.js client is", packagesVariable)
	}
	script, err := filepath.Abs("clients/features.mjs")
	if err != nil {
		t.Fatal(err)
	}
	n := startNode(t, node.Options{Binary: program(t), Data: t.TempDir(), Namespace: namespace})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, "node", script, n.Address)
	run.Dir = folder
	output, err := run.CombinedOutput()
	if err != nil {
		t.Errorf("%v", err)
	}
	t.Logf("%s", output)
}
