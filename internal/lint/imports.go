package lint

import (
	"strconv"
	"strings"
)

// modulePath is the import path of the repository's root package.
const modulePath = "github.com/aerolith/aerolith"

// layer says what the packages at or below one folder may import from this module.
type layer struct {
	// folder is the place below the root that the layer governs; the longest match decides.
	folder string
	// may lists the folders, each with everything below it, that may be imported beside the layer's own.
	may []string
	// tests lists what its test files may import beside that.
	tests []string
	// closed withholds the layer's own siblings below folder; used where a part must stand alone.
	closed bool
}

// anything lets a layer import every package of the module.
const anything = "*"

// layers is the direction of imports; ARCHITECTURE.md explains it. A package that no entry governs may import
// nothing, so a new folder has to be placed here first.
func layers() []layer {
	return []layer{
		{folder: ".", may: []string{"aero", "client", "record", "secret", "zerodb"}, tests: []string{"aerolithtest"}},
		{folder: "cmd/aerolith", may: []string{"internal/cli"}},
		{folder: "internal/cli", may: []string{"internal/app", "internal/loadgen", "aero", "client", "secret", "config"}, tests: []string{"internal/sim", "aerolithtest"}},
		{folder: "internal/cli/configcmd", may: []string{"config", "internal/cli/tool"}},
		{folder: "internal/cli/dbcmd", may: []string{"zerodb", "internal/cli/tool"}},
		{folder: "internal/cli/tool", closed: true},
		{folder: "internal/app", may: []string{anything}},
		{folder: "internal/canary", tests: []string{"internal/app", "secret"}},
		{folder: "internal/lint"},
		{folder: "internal/loadgen", may: []string{"aero", "client"}, tests: []string{"aerolithtest"}},
		{folder: "internal/lua", may: []string{"aero"}},
		{folder: "aero", may: []string{"internal/msgpack", "internal/exprcode"}},
		{folder: "internal/msgpack", closed: true},
		{folder: "internal/exprcode", closed: true},
		{folder: "wire", may: []string{"aero"}},
		{folder: "record", may: []string{"zerodb", "aero", "internal/lua", "internal/msgpack", "internal/exprcode"}, tests: []string{"aero/op", "aero/cdt"}},
		{folder: "server", may: []string{"wire", "aero"}},
		{folder: "client", may: []string{"wire", "aero", "internal/lua"}, tests: []string{"internal/sim", "aerolithtest"}},
		{folder: "aerolithtest", may: []string{"internal/app", "internal/sim", "secret"}, tests: []string{"aero", "client"}},
		{folder: "internal/sim", may: []string{"wire", "aero", "record", "server", "zerodb"}},
		{folder: "zerodb"},
		{folder: "zerodb/vfs", closed: true, may: []string{"zerodb/vfs"}},
		{folder: "zerodb/internal/ids", closed: true},
		{folder: "zerodb/internal/checked", closed: true},
		{folder: "zerodb/internal/fault", closed: true, may: []string{"zerodb/internal/ids"}},
		{folder: "conformance", may: []string{anything}},
		{folder: "bench", may: []string{anything}},
		{folder: "config", may: []string{"secret"}},
		{folder: "config/clientconfig", may: []string{"config", "client", "secret"}, tests: []string{"aerolithtest", "aero"}},
		{folder: "config/storeconfig", may: []string{"config", "record", "zerodb", "aero"}},
		{folder: "config/conf", closed: true},
		{folder: "secret"},
		{folder: "telemetry", may: []string{"secret"}},
		{folder: "telemetry/clientmetrics", may: []string{"telemetry", "client"}, tests: []string{"aerolithtest"}},
		{folder: "telemetry/dbmetrics", may: []string{"telemetry", ".", "aero"}, tests: []string{"aerolithtest"}},
		{folder: "telemetry/opentelemetry", may: []string{".", "aero"}},
		{folder: "telemetry/zerodbmetrics", may: []string{"telemetry", "zerodb"}},
		{folder: "examples", may: []string{".", "aero"}, tests: []string{"aerolithtest"}},
		{folder: "tools"},
	}
}

// Imports finds imports against the direction that the layers allow. Tests are held to it too, except for what
// their layer lists for them.
func Imports(f *File) []Finding {
	rule, known := governing(f.Package)
	if !known {
		return []Finding{{Path: f.Path, Line: 1, Text: "no layer governs package " + f.Package + ": place it in internal/lint/imports.go"}}
	}
	var found []Finding
	for _, spec := range f.Syntax.Imports {
		target, ours := ownPackage(spec.Path.Value)
		if ours && !rule.allows(f.Package, target) && !(f.Test && listed(rule.tests, target)) {
			found = append(found, f.at(spec, "package %s may not import %s: see the table in internal/lint/imports.go", f.Package, target))
		}
	}
	return found
}

// governing returns the layer with the longest folder that holds the package.
func governing(pkg string) (layer, bool) {
	best, known := layer{}, false
	for _, l := range layers() {
		if within(pkg, l.folder) && (!known || len(l.folder) > len(best.folder)) {
			best, known = l, true
		}
	}
	return best, known
}

// allows reports whether a package of the layer may import the target.
func (l layer) allows(pkg, target string) bool {
	if pkg == target || !l.closed && within(target, l.folder) {
		return true
	}
	return listed(l.may, target)
}

// listed reports whether a list of folders holds the target.
func listed(folders []string, target string) bool {
	for _, folder := range folders {
		if folder == anything || within(target, folder) {
			return true
		}
	}
	return false
}

// within reports whether a package lies at or below a folder.
func within(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}

// ownPackage turns a quoted import path into a folder of this module, or says that it is not ours.
func ownPackage(quoted string) (string, bool) {
	target, err := strconv.Unquote(quoted)
	if err != nil {
		return "", false
	}
	if target == modulePath {
		return ".", true
	}
	return strings.CutPrefix(target, modulePath+"/")
}
