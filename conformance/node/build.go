package node

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// binaryVariable names the environment variable with the program to test.
const binaryVariable = "AEROLITH_BINARY"

// Builder builds the program once, however many tests ask for it.
type Builder struct {
	once   sync.Once
	folder string
	path   string
	err    error
}

// Path returns the path of the program: the one that AEROLITH_BINARY names, or one built from the module in the
// parent folder of the tests. It returns the compiler's output as an error if that fails.
func (b *Builder) Path(ctx context.Context) (string, error) {
	b.once.Do(func() { b.path, b.err = b.build(ctx) })
	return b.path, b.err
}

// build compiles the program into a new temporary folder.
func (b *Builder) build(ctx context.Context) (string, error) {
	if given := os.Getenv(binaryVariable); given != "" {
		return given, nil
	}
	folder, err := os.MkdirTemp("", "aerolith-conformance-")
	if err != nil {
		return "", fmt.Errorf("node: folder for the program: %w", err)
	}
	b.folder = folder
	path := filepath.Join(folder, "aerolith")
	command := exec.CommandContext(ctx, "go", "build", "-o", path, "./cmd/aerolith")
	command.Dir = ".."
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("node: build the program: %w\n%s", err, output)
	}
	return path, nil
}

// Close removes what was built.
func (b *Builder) Close() error {
	if b.folder == "" {
		return nil
	}
	return os.RemoveAll(b.folder)
}
