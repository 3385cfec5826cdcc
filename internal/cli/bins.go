package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/cli/typedjson"
)

// parseBins makes bins of arguments of the form name=text and name:=json.
func parseBins(args []string) ([]aero.Bin, error) {
	bins := make([]aero.Bin, 0, len(args))
	seen := make(map[string]bool)
	for _, arg := range args {
		bin, err := parseBin(arg)
		if err != nil {
			return nil, withExit(ExitUsage, err)
		}
		if seen[bin.Name] {
			return nil, withExit(ExitUsage, fmt.Errorf("bin %q is given twice", bin.Name))
		}
		seen[bin.Name] = true
		bins = append(bins, bin)
	}
	return bins, nil
}

// parseBin makes one bin.
func parseBin(arg string) (aero.Bin, error) {
	name, text, found := strings.Cut(arg, "=")
	name, isJSON := strings.CutSuffix(name, ":")
	if !found || name == "" {
		return aero.Bin{}, fmt.Errorf("%q: want name=text, or name:=json as in age:=30", arg)
	}
	if !isJSON {
		return encodeBin(name, text)
	}
	value, err := typedjson.Decode([]byte(text))
	if err != nil {
		return aero.Bin{}, fmt.Errorf("bin %q: %w; for a plain string write %s=%s", name, err, name, text)
	}
	return encodeBin(name, value)
}

// errName says that the name of a bin is not possible.
var errName = errors.New("bin names have 1 to 15 bytes")

// maxBinName is the longest name of a bin in bytes, as the protocol has it.
const maxBinName = 15

// encodeBin makes a bin of a value.
func encodeBin(name string, value any) (aero.Bin, error) {
	if name == "" || len(name) > maxBinName {
		return aero.Bin{}, fmt.Errorf("bin %q: %w", name, errName)
	}
	particle, err := aero.NewParticle(value)
	if err != nil {
		return aero.Bin{}, fmt.Errorf("bin %q: %w", name, err)
	}
	return aero.Bin{Name: name, Value: particle}, nil
}
