package codec

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Format is how a configuration is written.
type Format string

// The formats.
const (
	// Conf is an aerospike.conf; it is for the options of an Aerospike server only.
	Conf Format = "conf"
	// YAML is YAML.
	YAML Format = "yaml"
	// JSON is JSON.
	JSON Format = "json"
)

// Formats returns all formats.
func Formats() []Format { return []Format{Conf, YAML, JSON} }

// ParseFormat reads the name of a format. The error is ErrFormat.
func ParseFormat(text string) (Format, error) {
	for _, f := range Formats() {
		if string(f) == strings.ToLower(text) || f == YAML && strings.EqualFold(text, "yml") {
			return f, nil
		}
	}
	return "", fmt.Errorf("%w %q: choose conf, yaml or json", ErrFormat, text)
}

// Guess returns the format of a file by its name, or where that does not tell, by its text.
func Guess(name string, text []byte) Format {
	if f, err := ParseFormat(strings.TrimPrefix(filepath.Ext(name), ".")); err == nil {
		return f
	}
	trimmed := bytes.TrimSpace(text)
	switch {
	case bytes.HasPrefix(trimmed, []byte{'{'}):
		return JSON
	case braced(trimmed):
		return Conf
	}
	return YAML
}

// braced reports whether the first line that is no comment opens a context of an aerospike.conf.
func braced(text []byte) bool {
	for line := range bytes.Lines(text) {
		word, _, _ := bytes.Cut(line, []byte{'#'})
		if word = bytes.TrimSpace(word); len(word) > 0 {
			return bytes.HasSuffix(word, []byte{'{'})
		}
	}
	return false
}

// Read reads a configuration in a format.
func Read(s *schema.Schema, f Format, name string, text []byte) (*tree.Node, problem.Problems) {
	switch f {
	case Conf:
		return ReadConf(s, name, text)
	case JSON:
		return ReadJSON(s, name, text)
	}
	return ReadYAML(s, name, text)
}

// Write writes a tree in a format. The error wraps ErrWrite.
func Write(s *schema.Schema, f Format, n *tree.Node) ([]byte, error) {
	switch f {
	case Conf:
		return WriteConf(s, n)
	case JSON:
		return WriteJSON(s, n)
	}
	return WriteYAML(s, n)
}
