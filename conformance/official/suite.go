package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/aerolith/aerolith/conformance/node"
)

// clientModule is the module whose tests are the suite; the module file of conformance says which version.
const clientModule = "github.com/aerospike/aerospike-client-go/v8"

// namespace is the namespace that the suite uses.
const namespace = "test"

// suite is the built suite in a folder of its own.
type suite struct {
	// program is the test binary, sources the copy of the module's folder in which it runs.
	program, sources string
	// report is where the suite writes its outcome.
	report string
}

// judge builds the suite, runs it against a new node and returns its outcome. Everything is left in folder.
func judge(ctx context.Context, folder string, s settings) (*outcome, error) {
	built, err := build(ctx, folder)
	if err != nil {
		return nil, err
	}
	var builder node.Builder
	defer func() {
		if err := builder.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "official: remove the program:", err)
		}
	}()
	binary, err := builder.Path(ctx)
	if err != nil {
		return nil, err
	}
	n, err := node.Start(ctx, node.Options{Binary: binary, Data: filepath.Join(folder, "data"), Namespace: namespace, Further: s.serve})
	if err != nil {
		return nil, err
	}
	defer n.Kill()
	printed, err := built.run(ctx, n.Address, s)
	if err != nil {
		return nil, err
	}
	return readOutcome(built.report, printed)
}

// build copies the client's module into folder and compiles its tests.
func build(ctx context.Context, folder string) (*suite, error) {
	module, err := moduleFolder(ctx)
	if err != nil {
		return nil, err
	}
	built := &suite{
		program: filepath.Join(folder, "suite"),
		sources: filepath.Join(folder, "sources"),
		report:  filepath.Join(folder, "report.json"),
	}
	if err := os.CopyFS(built.sources, os.DirFS(module)); err != nil {
		return nil, fmt.Errorf("copy the client's module: %w", err)
	}
	compile := exec.CommandContext(ctx, "go", "test", "-c", "-o", built.program, ".")
	compile.Dir = built.sources
	if output, err := compile.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the suite: %w\n%s", err, output)
	}
	return built, nil
}

// moduleFolder returns the folder of the client's module, which it downloads if need be.
func moduleFolder(ctx context.Context) (string, error) {
	var failure bytes.Buffer
	list := exec.CommandContext(ctx, "go", "mod", "download", "-json", clientModule)
	list.Stderr = &failure
	output, err := list.Output()
	if err != nil {
		return "", fmt.Errorf("find the client's module: %w\n%s", err, &failure)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(output, &module); err != nil {
		return "", fmt.Errorf("find the client's module: %w", err)
	}
	return module.Dir, nil
}

// run runs the specs against the node at an address and returns what the suite printed. That specs failed is no error: the
// report tells.
func (b *suite) run(ctx context.Context, address string, s settings) ([]byte, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("address of the node: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeMax)
	defer cancel()
	specs := exec.CommandContext(ctx, b.program, append([]string{"-h", host, "-p", port}, b.arguments(s)...)...)
	specs.Dir = b.sources
	printed, err := specs.CombinedOutput()
	if _, statErr := os.Stat(b.report); statErr != nil {
		return nil, fmt.Errorf("the suite left no report: %w\n%s", err, tail(printed))
	}
	return printed, nil
}

// arguments returns the arguments of the suite but its node's address.
func (b *suite) arguments(s settings) []string {
	arguments := []string{
		"-n", namespace, "-test.timeout", s.timeMax.String(), "--ginkgo.no-color", "--ginkgo.json-report", b.report,
		"--ginkgo.flake-attempts", strconv.Itoa(s.attempts),
	}
	for _, option := range []struct{ name, value string }{
		{"-U", s.user}, {"-P", s.password}, {"--ginkgo.focus", s.focus}, {"--ginkgo.skip", s.skip},
	} {
		if option.value != "" {
			arguments = append(arguments, option.name, option.value)
		}
	}
	if s.seed != 0 {
		arguments = append(arguments, "--ginkgo.seed", strconv.FormatInt(s.seed, 10))
	}
	if s.order == orderShuffled {
		arguments = append(arguments, "--ginkgo.randomize-all")
	}
	return arguments
}

// tail returns the end of a long text.
func tail(text []byte) []byte {
	const most = 4000
	return text[max(0, len(text)-most):]
}
