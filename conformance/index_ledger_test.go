package conformance

import (
	"fmt"
	"maps"
	"strings"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// indexLedger is what the kill loop knows of the definitions of indexes that come and go: what each name stands for, and
// what the command came to that was under way when the node was killed.
type indexLedger struct {
	// defined maps names to definitions, as commands that were answered have left them.
	defined map[string]string
	// doubtful is what a command without an answer may have left; nil if there is none.
	doubtful map[string]string
	// answered counts the commands with an answer, settled those in doubt that turned out to have happened.
	answered, settled int
}

// after returns what a successful command leaves: definition is empty for one that removes the name. A definition exists
// once: creating it under another name gives it that name.
func (l *indexLedger) after(name, definition string) map[string]string {
	next := maps.Clone(l.defined)
	if next == nil {
		next = map[string]string{}
	}
	if definition == "" {
		delete(next, name)
		return next
	}
	if _, taken := next[name]; taken {
		return next // the same definition, or the command fails
	}
	maps.DeleteFunc(next, func(_, other string) bool { return other == definition })
	next[name] = definition
	return next
}

// verify asks the node for its definitions: those that were acknowledged must be there and no other, but for what was under
// way.
func (l *indexLedger) verify(client *as.Client) error {
	const command = "sindex-list:namespace=" + namespace
	answer, err := client.GetNodes()[0].RequestInfo(as.NewInfoPolicy(), command)
	if err != nil {
		return err
	}
	found := map[string]string{}
	for entry := range strings.SplitSeq(answer[command], ";") {
		fields := map[string]string{}
		for field := range strings.SplitSeq(entry, ":") {
			key, value, _ := strings.Cut(field, "=")
			fields[key] = value
		}
		if name := fields["indexname"]; name != "" && name != killIndex {
			found[name] = indexDefinition(fields["set"], fields["bin"])
		}
	}
	switch {
	case maps.Equal(found, l.defined):
	case l.doubtful != nil && maps.Equal(found, l.doubtful):
		l.settled++
	default:
		return fmt.Errorf("indexes %v, want %v or %v", found, l.defined, l.doubtful)
	}
	l.defined, l.doubtful = found, nil
	return nil
}

// indexDefinition names a definition; bin is empty for the index of a set's records.
func indexDefinition(set, bin string) string { return set + "/" + bin }
