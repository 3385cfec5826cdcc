package check

import (
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Limits of the server.
const (
	nameMax       = 31
	clusterMax    = 63
	sinksMax      = 8
	featureKeyMax = 32
	communityMax  = 2
	enterpriseMax = 32
)

// rootRules are the rules of the file as a whole.
func rootRules() []rule {
	return []rule{
		{"cluster-name", aerospike, "", "service.cluster-name must be set, with 1 to 63 characters.", clusterName},
		{"namespaces", aerospike, "", "There is at least one namespace; the Community edition has at most 2, the Enterprise edition 32. A name has 31 characters at most.", namespaceCount},
		{"log-sinks", aerospike, "", "There are at most 8 log sinks.", logSinks},
		{"contexts", aerospike, "", "A server needs network.service, network.heartbeat and network.fabric.", networkContexts},
		{"community-data", aerospike, "", "On the Community edition, the sizes of all namespaces divided by twice their replication factors are 640 GiB at most.", communityData},
	}
}

// clusterName checks the name of the cluster.
func clusterName(c *scope) {
	service := c.node.Child("service", "")
	switch name := service.Get("cluster-name"); {
	case name == "":
		c.report("service", "cluster-name is missing", "write cluster-name NAME in service")
	case len(name) > clusterMax:
		c.report("service", fmt.Sprintf("cluster-name has more than %d characters", clusterMax), "choose a shorter one")
	}
}

// namespaceCount checks how many namespaces there are, and their names.
func namespaceCount(c *scope) {
	all := c.node.All("namespaces")
	most := enterpriseMax
	if c.target.Edition == Community {
		most = communityMax
	}
	switch {
	case len(all) == 0:
		c.report("namespaces", "there is none", "write at least one")
	case len(all) > most:
		c.report("namespaces", fmt.Sprintf("there are %d, and the server takes %d at most", len(all), most), "use sets, or another cluster")
	}
	for _, n := range all {
		if len(n.Name) > nameMax {
			c.child(n).report("", fmt.Sprintf("the name has more than %d characters", nameMax), "choose a shorter one")
		}
	}
}

// logSinks checks how many sinks there are.
func logSinks(c *scope) {
	if all := c.node.All("logging"); len(all) > sinksMax {
		c.report("logging", fmt.Sprintf("there are %d sinks, and the server takes %d at most", len(all), sinksMax), "remove some")
	}
}

// networkContexts checks that the three networks are there.
func networkContexts(c *scope) {
	network := c.node.Child("network", "")
	for _, key := range []string{"service", "heartbeat", "fabric"} {
		if network.Child(key, "") == nil {
			c.report("network", key+" is missing", "write the context "+key+" with a port in it")
		}
	}
}

// communityData checks the limit of data of the Community edition, as far as sizes are known.
func communityData(c *scope) {
	if c.target.Edition != Community {
		return
	}
	const limit = 640 << 30
	total := uint64(0)
	context := c.schema.Context("namespaces")
	for _, n := range c.node.All("namespaces") {
		total += dataSize(n) / (2 * max(1, numberOf(context, n, "replication-factor")))
	}
	if total > limit {
		c.report("namespaces", fmt.Sprintf("unique data of up to %d GiB is more than the Community edition holds on a node (640 GiB)", total>>30), "use smaller files, more nodes or the Enterprise edition")
	}
}

// dataSize returns how much a namespace can store, 0 where only its devices know.
func dataSize(n *tree.Node) uint64 {
	engine := n.Child("storage-engine", "")
	size, err := schema.ParseNumber(engine.Get("data-size"))
	if err == nil {
		return size.Magnitude
	}
	size, err = schema.ParseNumber(engine.Get("filesize"))
	if err != nil {
		return 0
	}
	return size.Magnitude * uint64(len(engine.Items("files")))
}

// serviceRules are the rules of the context service.
func serviceRules() []rule {
	return []rule{
		{"node-id", aerospike, "service", "node-id and node-id-interface exclude each other.", nodeID},
		{"feature-keys", aerospike, "service", "There are at most 32 feature keys, each once.", featureKeys},
		{"open-files", aerospike, "service", "proto-fd-max is not above the process's limit of open files, as far as that is known.", openFiles},
		{"auto-pin", aerospike, "service", "With auto-pin, service-threads is a multiple of the number of processors.", autoPin},
		{"folders", aerospike, "service", "work-directory exists, as far as the machine is known.", folders},
	}
}

// nodeID checks that the node has one source of its name.
func nodeID(c *scope) {
	if c.has("node-id") && c.has("node-id-interface") {
		c.report("node-id-interface", "node-id is set too", "keep one of them")
	}
}

// featureKeys checks the licence keys.
func featureKeys(c *scope) {
	const option = "feature-key-files"
	keys := c.node.Items(option)
	if len(keys) > featureKeyMax {
		c.report(option, fmt.Sprintf("there are more than %d", featureKeyMax), "remove some")
	}
	c.once(option)
}

// once checks that the items of a list are there once each.
func (c *scope) once(option string) {
	items := slices.Sorted(slices.Values(c.node.Items(option)))
	for i := 1; i < len(items); i++ {
		if items[i] == items[i-1] {
			c.report(option, fmt.Sprintf("%s is there twice", items[i]), "keep one of them")
			return
		}
	}
}

// openFiles compares the connections with the limit of open files.
func openFiles(c *scope) {
	if limit := c.target.Host.OpenFiles; limit > 0 && c.number("proto-fd-max") > limit {
		c.report("proto-fd-max", fmt.Sprintf("the process may open %d files", limit), "raise the limit (LimitNOFILE), or lower proto-fd-max")
	}
}

// autoPin checks the threads of a node whose threads are tied to processors.
func autoPin(c *scope) {
	pin := c.text("auto-pin")
	if pin == "none" || pin == "" {
		return
	}
	if cpus := c.target.Host.CPUs; cpus > 0 && c.has("service-threads") && c.number("service-threads")%cpus != 0 {
		c.report("service-threads", fmt.Sprintf("with auto-pin it must be a multiple of the %d processors", cpus), "leave it out, so that the server chooses")
	}
	addresses := c.root.Child("network", "").Child("service", "").Items("addresses")
	if len(addresses) == 0 || slices.Contains(addresses, "any") {
		c.report("auto-pin", "network.service must listen on interfaces by name", "write address INTERFACE in network.service")
	}
	if pin == "adq" {
		c.warn("auto-pin", "adq is deprecated", "use numa or cpu")
	}
}

// folders checks that folders exist.
func folders(c *scope) {
	if exists := c.target.Host.Exists; exists != nil && !exists(c.text("work-directory")) {
		c.report("work-directory", "the folder does not exist", "make it, owned by the server's user")
	}
}
