package aerolith

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Backend says what carries out the commands of a DB.
type Backend string

// The backends.
const (
	// Memory is a store in this process of which nothing stays.
	Memory Backend = "memory"
	// File is a store in this process, in a folder.
	File Backend = "file"
	// Cluster is an Aerospike cluster, or a server of this project.
	Cluster Backend = "aerospike"
)

// defaultNamespace is the namespace of DSNs that name none; `aerolith serve` has one of the same name.
const defaultNamespace = "test"

// dsn is what a DSN says.
type dsn struct {
	backend   Backend
	namespace string
	// path is the folder of a file.
	path string
	// user and hosts are those of a cluster.
	user  string
	hosts []string
	// values are the parameters that were given, by name.
	values map[string]string
}

// malformed returns ErrDSN with what is wrong. The text must not repeat anything of the DSN.
func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDSN, fmt.Sprintf(format, args...))
}

// parseDSN reads a DSN. Errors never repeat any part of it.
func parseDSN(text string) (dsn, error) {
	scheme, rest, found := strings.Cut(text, ":")
	if !found {
		return dsn{}, malformed("write memory:, file:PATH or aerospike://HOST/NAMESPACE")
	}
	rest, query, _ := strings.Cut(rest, "?")
	d := dsn{backend: Backend(scheme)}
	parse := map[Backend]func(string) error{Memory: d.parseMemory, File: d.parseFile, Cluster: d.parseCluster}[d.backend]
	if parse == nil {
		return dsn{}, malformed("unknown scheme, write memory:, file: or aerospike:")
	}
	if err := parse(rest); err != nil {
		return dsn{}, err
	}
	if err := d.parseQuery(query); err != nil {
		return dsn{}, err
	}
	if d.namespace == "" {
		d.namespace = d.value("namespace", defaultNamespace)
	}
	return d, nil
}

// value returns a parameter, or what it is if it is not given.
func (d *dsn) value(name, otherwise string) string {
	if value, given := d.values[name]; given {
		return value
	}
	return otherwise
}

// parameters returns the parameters that a backend knows.
func (b Backend) parameters() []string {
	switch b {
	case Memory:
		return []string{"namespace", "edition", "default-ttl", "timeout"}
	case File:
		return []string{"namespace", "edition", "default-ttl", "durability", "timeout"}
	}
	return []string{
		"auth", "cluster-name", "password", "racks", "seed-only", "timeout", "tls", "tls-ca", "tls-cert", "tls-key", "tls-name",
	}
}

// parseQuery reads the parameters. What is unknown is not repeated: it may be a part of a password.
func (d *dsn) parseQuery(query string) error {
	d.values = make(map[string]string)
	values, err := url.ParseQuery(query)
	if err != nil {
		return malformed("the parameters behind '?' cannot be read; write NAME=VALUE&NAME=VALUE")
	}
	known := d.backend.parameters()
	for name := range maps.Keys(values) {
		if !slices.Contains(known, name) {
			return malformed("unknown parameter; there are %s", strings.Join(known, ", "))
		}
		if len(values[name]) > 1 {
			return malformed("parameter %s is given twice", name)
		}
		d.values[name] = values.Get(name)
	}
	return nil
}

// parseMemory reads what stands between "memory:" and the parameters, which is nothing.
func (d *dsn) parseMemory(rest string) error {
	if strings.Trim(rest, "/") != "" {
		return malformed("nothing but parameters stands behind memory:")
	}
	return nil
}

// parseFile reads the path of a folder: file:PATH, file:///PATH or file://localhost/PATH.
func (d *dsn) parseFile(rest string) error {
	if host, found := strings.CutPrefix(rest, "//"); found {
		at := strings.IndexByte(host, '/')
		if at < 0 || at > 0 && host[:at] != "localhost" {
			return malformed("a file has no host: write file:PATH or file:///PATH")
		}
		rest = host[at:]
	}
	path, err := url.PathUnescape(rest)
	if err != nil || path == "" || strings.ContainsRune(path, 0) {
		return malformed("no usable path behind file:; write '%%' as %%25")
	}
	d.path = path
	return nil
}
