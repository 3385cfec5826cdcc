package app

import (
	"fmt"
	"slices"
)

// edition is what a node says to be.
type edition struct {
	// name is how a person asks for it.
	name string
	// text is what clients are told.
	text string
	// enterprise offers the features of the Enterprise edition.
	enterprise bool
}

// editions are the values of Options.Edition. Only the first is the truth; the others are for clients and suites that
// look for an Aerospike server before they use what it has.
func editions() []edition {
	return []edition{
		{name: "aerolith", text: "Aerolith"},
		{name: "community", text: "Aerospike Community Edition"},
		{name: "enterprise", text: "Aerospike Enterprise Edition", enterprise: true},
	}
}

// edition finds the edition by its name.
func (o Options) edition() (edition, error) {
	all := editions()
	i := slices.IndexFunc(all, func(e edition) bool { return e.name == o.Edition })
	if i < 0 {
		return edition{}, fmt.Errorf("--emulate-edition %q: choose aerolith, community or enterprise", o.Edition)
	}
	return all[i], nil
}
