package check

// rule is one relation that must hold.
type rule struct {
	// name is stable; problems carry it.
	name string
	// schema and context say where it is looked at: the path of a context, or that of a Choice and .* for all its variants.
	schema, context string
	// text says what must hold, for the reference.
	text string
	// check reports what does not hold.
	check func(c *scope)
}

// Rule describes a relation between options, for the reference.
type Rule struct {
	// Name, Schema and Context are those of the rule.
	Name, Schema, Context string
	// Text says what must hold.
	Text string
}

// Rules returns all rules in the order in which they are looked at.
func Rules() []Rule {
	var all []Rule
	for _, r := range rules() {
		all = append(all, Rule{Name: r.name, Schema: r.schema, Context: r.context, Text: r.text})
	}
	return all
}

// rules returns all rules.
func rules() []rule {
	var all []rule
	for _, group := range [][]rule{
		rootRules(), serviceRules(), networkRules(), tlsRules(), namespaceRules(), storageRules(), indexRules(), consistencyRules(),
		securityRules(), xdrRules(), practiceRules(), serveRules(), clientRules(),
	} {
		all = append(all, group...)
	}
	return all
}

// aerospike names the schema of an Aerospike server.
const aerospike = "aerospike"
