package check

import (
	"fmt"
	"strings"
)

// Limits of names.
const (
	setNameMax = 63
	setsMax    = 4095
)

// namespaceRules are the rules of namespaces and sets.
func namespaceRules() []rule {
	return []rule{
		{"storage-engine", aerospike, "namespaces", "There is a storage-engine.", engine},
		{"ttl", aerospike, "namespaces", "A default-ttl needs an nsup-period, or allow-ttl-without-nsup.", ttl},
		{"sets", aerospike, "namespaces", "There are at most 4095 sets; a name has 63 characters at most.", sets},
		{"evict-order", aerospike, "namespaces.storage-engine.*", "Eviction should begin before writes stop: evict-used-pct below stop-writes-used-pct.", evictOrder},
		{"evict-period", aerospike, "namespaces", "Eviction needs an nsup-period.", evictPeriod},
		{"geo-levels", aerospike, "namespaces.geo2dsphere-within", "min-level is not above max-level.", geoLevels},
	}
}

// engine checks that there is a storage engine.
func engine(c *scope) {
	if c.node.Child("storage-engine", "") == nil {
		c.report("", "storage-engine is missing", "write storage-engine memory { … } or storage-engine device { … }")
	}
}

// ttl checks that lives end.
func ttl(c *scope) {
	if c.number("nsup-period") > 0 || c.on("allow-ttl-without-nsup") {
		return
	}
	if c.number("default-ttl") > 0 {
		c.report("default-ttl", "nothing would remove the records", "write nsup-period SECONDS, or allow-ttl-without-nsup true")
	}
	for _, set := range c.node.All("sets") {
		if life := set.Get("default-ttl"); life != "" && life != "0" && life != "-1" {
			c.child(set).warn("default-ttl", "nothing would remove the records", "write nsup-period SECONDS in the namespace")
		}
	}
}

// sets checks how many sets there are, and their names.
func sets(c *scope) {
	all := c.node.All("sets")
	if len(all) > setsMax {
		c.report("sets", fmt.Sprintf("there are more than %d", setsMax), "remove some")
	}
	for _, set := range all {
		if len(set.Name) > setNameMax || strings.ContainsAny(set.Name, ":;") {
			c.child(set).report("", "the name is not possible", fmt.Sprintf("choose one of up to %d characters without : and ;", setNameMax))
		}
	}
}

// evictOrder checks that eviction comes before writes stop.
func evictOrder(c *scope) {
	evict, stop := c.number("evict-used-pct"), c.number("stop-writes-used-pct")
	if evict > 0 && stop > 0 && evict >= stop {
		c.warn("evict-used-pct", fmt.Sprintf("writes stop at %d%% before anything is evicted", stop), "choose it some steps below stop-writes-used-pct")
	}
}

// evictPeriod checks that somebody evicts.
func evictPeriod(c *scope) {
	used := c.node.Child("storage-engine", "").Get("evict-used-pct")
	wants := used != "" && used != "0" || c.number("evict-indexes-memory-pct") > 0
	if wants && c.number("nsup-period") == 0 {
		c.warn("nsup-period", "nothing evicts without it", "write nsup-period SECONDS")
	}
}

// geoLevels checks the levels of cells.
func geoLevels(c *scope) {
	if c.number("min-level") > c.number("max-level") {
		c.report("min-level", "it is above max-level", "lower it")
	}
}

// consistencyRules are the rules of strong consistency.
func consistencyRules() []rule {
	return []rule{
		{"needs-consistency", aerospike, "namespaces", "mrt-duration, disable-mrt-writes and strong-consistency-allow-expunge need strong-consistency.", needsConsistency},
		{"against-consistency", aerospike, "namespaces", "With strong-consistency, options that weaken or override it do nothing or are refused.", againstConsistency},
	}
}

// needsConsistency finds options that do nothing without strong consistency.
func needsConsistency(c *scope) {
	if c.on("strong-consistency") {
		return
	}
	for _, option := range []string{"mrt-duration", "disable-mrt-writes", "strong-consistency-allow-expunge"} {
		if c.node.Has(option) && c.node.Get(option) != "false" {
			c.warn(option, "it needs strong-consistency", "remove it, or write strong-consistency true")
		}
	}
}

// againstConsistency finds options that strong consistency does not go with.
func againstConsistency(c *scope) {
	if !c.on("strong-consistency") {
		return
	}
	for _, option := range []string{
		"conflict-resolution-policy", "disable-write-dup-res", "disallow-expunge", "read-consistency-level-override", "write-commit-level-override",
	} {
		if o := c.context.Option(option); c.node.Has(option) && c.node.Get(option) != o.Default {
			c.warn(option, "strong-consistency does not go with it", "remove it")
		}
	}
}
