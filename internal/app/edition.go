package app

import (
	"fmt"
	"regexp"
)

// editions are the values of Options.Edition, and what clients are told.
func editions() map[string]string {
	return map[string]string{
		"": "", "enterprise": "Aerospike Enterprise Edition", "community": "Aerospike Community Edition",
	}
}

// edition returns what clients are told that the server is, "" for the truth.
func (o Options) edition() (string, error) {
	name, known := editions()[o.Edition]
	if !known {
		return "", fmt.Errorf("--emulate-edition %q: choose enterprise or community", o.Edition)
	}
	return name, nil
}

// enterprise reports whether to offer what clients look for in the Enterprise edition: transactions, durable deletes,
// strong consistency, which one node trivially has.
func (o Options) enterprise() bool { return o.Edition == "enterprise" }

// version returns the version that clients are told.
func (o Options) version() (string, error) {
	if o.Version == "" {
		return ProtocolVersion, nil
	}
	if !regexp.MustCompile(`^\d{1,4}\.\d{1,4}\.\d{1,4}\.\d{1,4}$`).MatchString(o.Version) {
		return "", fmt.Errorf("--emulate-version %q: write four numbers, as in 8.0.0.0", o.Version)
	}
	return o.Version, nil
}
