package lint

import (
	"strconv"
	"strings"
)

// owners names, for each external module, the folders that may import it; docs/dependencies.md gives the reasons.
func owners() map[string][]string {
	return map[string][]string{
		"golang.org/x/sys":                            {"zerodb/vfs", "internal/cli", "secret"},
		"golang.org/x/term":                           {"internal/cli"},
		"filippo.io/age":                              {"secret/age"},
		"golang.org/x/crypto":                         {"aero", "wire"},
		"github.com/yuin/gopher-lua":                  {"internal/lua"},
		"github.com/spf13/cobra":                      {"internal/cli"},
		"github.com/klauspost/compress":               {"internal/cli/dbcmd"},
		"github.com/vbauerster/mpb/v8":                {"internal/cli"},
		"github.com/aerospike/aerospike-client-go/v8": {"conformance", "bench"},
		"github.com/HdrHistogram/hdrhistogram-go":     {"internal/loadgen"},
		"go.opentelemetry.io/otel":                    {"telemetry/opentelemetry"},
		"github.com/golang/geo":                       {"record/internal/geo"},
		"github.com/anishathalye/porcupine":           {"client"},
		"go.yaml.in/yaml/v4":                          {"config/codec"},
		"github.com/fsnotify/fsnotify":                {"config/reload"},
		"go.etcd.io/bbolt":                            {"bench"},
		"github.com/PowerDNS/lmdb-go":                 {"bench"},
		"github.com/erigontech/mdbx-go":               {"bench"},
		"github.com/cockroachdb/pebble/v2":            {"bench"},
		"github.com/dgraph-io/badger/v4":              {"bench"},
	}
}

// Dependencies finds imports of external modules outside the package that owns them.
func Dependencies(f *File) []Finding {
	var found []Finding
	for _, spec := range f.Syntax.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		first, _, _ := strings.Cut(target, "/")
		if err != nil || !strings.Contains(first, ".") || within(target, modulePath) {
			continue
		}
		if !owned(target, f.Package) {
			found = append(found, f.at(spec, "package %s does not own %s: see docs/dependencies.md and internal/lint/dependencies.go", f.Package, target))
		}
	}
	return found
}

// owned reports whether the package may import the external path.
func owned(target, pkg string) bool {
	for module, folders := range owners() {
		if !within(target, module) {
			continue
		}
		for _, folder := range folders {
			if within(pkg, folder) {
				return true
			}
		}
	}
	return false
}
