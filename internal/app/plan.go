package app

import (
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/zerodb"
)

// plan is what validated options come to.
type plan struct {
	record record.Options
	server server.Options
	// stored says that namespaces live in files.
	stored bool
	// promise says in words when a write is acknowledged.
	promise string
}

// mode is a durability as a person asks for it.
type mode struct {
	name       string
	durability zerodb.Durability
	storage    record.Storage
	promise    string
}

// modes are the values of Options.Durability.
func modes() []mode {
	return []mode{
		{"always", zerodb.DurabilityAlways, record.StorageFile, "always: a write is acknowledged once it is on disk"},
		{"interval", zerodb.DurabilityInterval, record.StorageFile, "interval: a power failure may lose the last moments, a crash of the server nothing"},
		{"none", zerodb.DurabilityNone, record.StorageFile, "none: a power failure may lose everything since the last checkpoint"},
		{"memory", zerodb.DurabilityNone, record.StorageMemory, "memory: everything is gone when the server stops"},
	}
}

// resolve validates the options and reports every problem at once.
func (o Options) resolve() (plan, error) {
	var problems []error
	chosen, err := o.mode()
	problems = append(problems, err)
	size, err := parseSize(o.MaxRecordSize)
	if err != nil {
		problems = append(problems, fmt.Errorf("--max-record-size: %w", err))
	}
	if len(o.Namespaces) == 0 {
		problems = append(problems, errors.New("--namespace: at least one is needed"))
	}
	for _, address := range o.addresses() {
		problems = append(problems, o.checkAddress(address))
	}
	p := plan{stored: chosen.storage == record.StorageFile, promise: chosen.promise}
	p.record = o.Tuned.Record
	p.record.Namespaces = nil
	p.record.Engine.Durability = chosen.durability
	for _, name := range o.Namespaces {
		p.record.Namespaces = append(p.record.Namespaces, o.namespace(name, chosen.storage, size))
	}
	problems = append(problems, o.Limits.apply(&p.record, p.stored))
	p.server = o.Tuned.Server
	problems = append(problems, o.checkTLS(), o.checkMetrics())
	edition, err := o.edition()
	problems = append(problems, err)
	version, err := o.version()
	problems = append(problems, err)
	if edition != "" {
		p.server.Edition = edition
	}
	p.server.StrongConsistency, p.server.Compression, p.record.Enterprise = o.enterprise(), o.enterprise(), o.enterprise()
	p.server.Build, p.server.Release, p.server.Durability = version, BuildInfo().Version, chosen.name
	return p, errors.Join(problems...)
}

// mode finds the durability by its name.
func (o Options) mode() (mode, error) {
	all := modes()
	i := slices.IndexFunc(all, func(m mode) bool { return m.name == o.Durability })
	if i < 0 {
		return mode{}, fmt.Errorf("--durability %q: choose always, interval, none or memory", o.Durability)
	}
	return all[i], nil
}

// addresses returns the TCP addresses without empty entries, which stand for "none".
func (o Options) addresses() []string {
	return slices.DeleteFunc(slices.Clone(o.Listen), func(a string) bool { return a == "" })
}

// loopback reports whether only this machine can reach a host.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// checkAddress refuses an address that other machines can reach, unless that was asked for: everybody on the way could
// read what is sent, and without --security everybody on the network could read and write.
func (o Options) checkAddress(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("--listen %q: %w (write host:port)", address, err)
	}
	if o.AllowRemote || loopback(host) {
		return nil
	}
	return fmt.Errorf("--listen %q: reachable from other machines, without encryption; "+
		"listen on 127.0.0.1, use --tls-listen with --security, use --socket, or accept the risk with --insecure-allow-remote", address)
}
