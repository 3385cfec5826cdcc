package check

import "fmt"

// securityRules are the rules of users and rights.
func securityRules() []rule {
	return []rule{
		{"role-queries", aerospike, "security.ldap", "There are at most 64 role-query-pattern.", roleQueries},
	}
}

// roleQueries checks how many patterns there are.
func roleQueries(c *scope) {
	const most = 64
	if n := len(c.node.Items("role-query-patterns")); n > most {
		c.report("role-query-patterns", fmt.Sprintf("there are %d, and the server takes %d at most", n, most), "remove some")
	}
}

// xdrRules are the rules of shipping.
func xdrRules() []rule {
	return []rule{
		{"datacenters", aerospike, "xdr", "There are at most 64 dc; a name has 31 characters at most.", datacenters},
		{"xdr-namespace", aerospike, "xdr.dcs.namespaces", "The namespace that is shipped is there.", shipped},
		{"xdr-sets", aerospike, "xdr.dcs.namespaces", "ship-only-specified-sets needs ship-sets, and excludes ignore-sets.", shippedSets},
		{"xdr-auth", aerospike, "xdr.dcs", "A login needs auth-user and auth-password-file, unless it is by certificate.", shippingAuth},
	}
}

// datacenters checks how many there are, and their names.
func datacenters(c *scope) {
	const most = 64
	all := c.node.All("dcs")
	if len(all) > most {
		c.report("dcs", fmt.Sprintf("there are %d, and the server takes %d at most", len(all), most), "remove some")
	}
	for _, dc := range all {
		if len(dc.Name) > nameMax {
			c.child(dc).report("", fmt.Sprintf("the name has more than %d characters", nameMax), "choose a shorter one")
		}
	}
}

// shipped checks that a shipped namespace is there.
func shipped(c *scope) {
	if c.root.Child("namespaces", c.node.Name) == nil {
		c.report("", "there is no namespace of this name", "write namespace "+c.node.Name+" { … } at the top level")
	}
}

// shippedSets checks the choice of sets.
func shippedSets(c *scope) {
	if c.on("ship-only-specified-sets") && !c.has("ship-sets") {
		c.warn("ship-only-specified-sets", "there is no ship-set, so nothing is shipped", "write ship-set NAME")
	}
	if c.on("ship-only-specified-sets") && c.has("ignore-sets") {
		c.warn("ignore-sets", "ship-only-specified-sets is true", "remove it")
	}
}

// shippingAuth checks the login at another cluster.
func shippingAuth(c *scope) {
	mode := c.text("auth-mode")
	if mode == "none" || mode == "pki" || mode == "" {
		return
	}
	for _, option := range []string{"auth-user", "auth-password-file"} {
		if !c.has(option) {
			c.report("auth-mode", option+" is missing", "write it")
		}
	}
}

// practiceRules are good practices; they are errors where the server is told to enforce them.
func practiceRules() []rule {
	return []rule{
		{"best-practices", aerospike, "", "Good practice: an admin port, enough service-threads, and sizes and budgets within the machine's memory. Errors with enforce-best-practices.", practices},
	}
}

// practices checks good practices.
func practices(c *scope) {
	service := c.node.Child("service", "")
	context := c.schema.Context("service")
	say := c.warn
	if textOf(context, service, "enforce-best-practices") == "true" {
		say = c.report
	}
	admin := c.node.Child("network", "").Child("admin", "")
	if !c.target.Version.Before(Version{8, 1, 0}) && !admin.Has("port") && !admin.Has("tls-port") {
		say("network", "there is no admin port", "write network { admin { port 3008 } }, so that tools get in when clients use up all connections")
	}
	threads := numberOf(context, service, "service-threads")
	if cpus := c.target.Host.CPUs; cpus > 0 && service.Has("service-threads") && threads < cpus {
		say("service", fmt.Sprintf("service-threads %d is below the %d processors", threads, cpus), "leave it out, so that the server chooses")
	}
	if most := c.target.Host.Memory; most > 0 && inMemory(c) > most {
		say("namespaces", fmt.Sprintf("data and index budgets of %d MiB exceed the machine's memory of %d MiB", inMemory(c)>>20, most>>20), "lower them")
	}
}

// inMemory returns how much memory namespaces ask for.
func inMemory(c *scope) uint64 {
	total := uint64(0)
	for _, n := range c.node.All("namespaces") {
		total += numberOf(c.schema.Context("namespaces"), n, "indexes-memory-budget")
		if n.Child("storage-engine", "").Get("type") == "memory" {
			total += dataSize(n)
		}
	}
	return total
}
