package conf

// Opening says whether a line opens a context.
type Opening uint8

// The openings.
const (
	// OpensByBrace leaves it to the line: it opens a context if its last word is a {.
	OpensByBrace Opening = iota
	// Opens is a keyword that opens a context with or without a brace.
	Opens
	// OpensNamed is such a keyword whose first value must be a name.
	OpensNamed
	// OpensNever is a name that opens no context, whatever follows it.
	OpensNever
)

// Grammar tells whether a line in a context, or in a file, opens a context. The argument is the first value of the line.
type Grammar func(parent *Node, name, argument string) Opening

// BraceGrammar takes every line whose last word is a { for a context.
func BraceGrammar(*Node, string, string) Opening { return OpensByBrace }

// ServerGrammar tells what the server does with a keyword. Names that it does not know, which the server refuses, are left to
// their braces, so that the rest of a file can still be looked at.
func ServerGrammar(parent *Node, name, argument string) Opening {
	if parent.kind == KindFile {
		return topLevel(name)
	}
	switch grand := parent.parent; {
	case grand == nil:
		return OpensByBrace
	case grand.kind == KindFile:
		return secondLevel(parent.Name(), name, argument)
	case grand.parent == nil || grand.parent.kind != KindFile:
		return OpensByBrace
	case grand.Name() == "xdr" && parent.Name() == "dc" && name == "namespace":
		return OpensNamed
	case grand.Name() == "network" && parent.Name() == "info":
		return OpensNever
	}
	return OpensByBrace
}

// topLevel tells which keywords open a context at the top of the file.
func topLevel(name string) Opening {
	switch name {
	case "service", "logging", "network", "mod-lua", "security", "xdr":
		return Opens
	case "namespace":
		return OpensNamed
	}
	return OpensByBrace
}

// secondLevel tells which keywords open a context within one at the top of the file.
func secondLevel(context, name, argument string) Opening {
	switch context + " " + name {
	case "logging console", "logging syslog",
		"network service", "network admin", "network heartbeat", "network fabric", "network info",
		"namespace geo2dsphere-within",
		"security ldap", "security log":
		return Opens
	case "logging file", "network tls", "namespace set", "xdr dc":
		return OpensNamed
	case "namespace storage-engine":
		return storage(argument)
	case "namespace index-type", "namespace sindex-type":
		return index(argument)
	}
	return OpensByBrace
}

// storage tells whether a type of storage opens a context: all that the server knows do.
func storage(kind string) Opening {
	switch kind {
	case "memory", "pmem", "device":
		return Opens
	}
	return OpensByBrace
}

// index tells whether a type of index opens a context: one in shared memory has nothing to set.
func index(kind string) Opening {
	switch kind {
	case "pmem", "flash":
		return Opens
	case "shmem":
		return OpensNever
	}
	return OpensByBrace
}
