package registry

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/schema"
)

// The table of an Aerospike server is compared with the facts that were gathered from its published schemas and its source, cell
// by cell. What differs on purpose stands in exceptions.

// exceptions are the cells that differ on purpose, by context, option and column, each with its reason.
func exceptions() map[string]string {
	return map[string]string{
		"service/node-id/server_extra_rule":                               "the form is the rule hex here",
		"namespaces/tomb-raider-unmark-threads/server_extra_rule":         "what 0 means stands in the description",
		"namespaces/force-long-queries/server_extra_rule":                 "that no file has it follows from its empty token",
		"network.heartbeat/mesh-seed-address-ports/server_extra_rule":     "every second word of an address is checked as a port",
		"network.heartbeat/tls-mesh-seed-address-ports/server_extra_rule": "every second word of an address is checked as a port",
		"network.heartbeat/tls-mesh-seed-address-ports/server_enterprise": "the parser of the Community edition does not refuse it, the published schema calls it Enterprise",
		"namespaces/replication-factor/server_dynamic":                    "changes live in namespaces without strong consistency only, so it counts as static",
	}
}

// row is one line of the facts, by column.
type row map[string]string

// readFacts returns the facts.
func readFacts(t *testing.T) []row {
	t.Helper()
	file, err := os.Open("testdata/aerospike-8.1.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for _, line := range lines[1:] {
		r := row{}
		for i, name := range lines[0] {
			r[name] = line[i]
		}
		rows = append(rows, r)
	}
	return rows
}

// TestAgainstFacts compares every option with its facts, and finds options that only one side has.
func TestAgainstFacts(t *testing.T) {
	s, err := readAerospike()
	if err != nil {
		t.Fatal(err)
	}
	seen, active, used := map[*schema.Option]bool{}, 0, map[string]bool{}
	for _, r := range readFacts(t) {
		id := r["context"] + "/" + r["option"]
		c := s.Context(r["context"])
		if c == nil || c.Option(r["option"]) == nil {
			t.Errorf("%s is missing", id)
			continue
		}
		o := c.Option(r["option"])
		seen[o] = true
		if r["status"] == "active" {
			active++
		}
		for column, got := range cells(o) {
			want := expected(r, column)
			if reason := exceptions()[id+"/"+column]; reason != "" {
				used[id+"/"+column] = true
				continue
			}
			if got != want {
				t.Errorf("%s, %s: got %q, the facts say %q", id, column, got, want)
			}
		}
	}
	for o := range s.All() {
		if !seen[o] {
			t.Errorf("%s is in no fact", o.Path())
		}
		if o.Text == "" || !strings.HasSuffix(o.Text, ".") {
			t.Errorf("%s has no proper description", o.Path())
		}
	}
	if active != 426 {
		t.Errorf("%d active options", active)
	}
	for id := range exceptions() {
		if !used[id] {
			t.Errorf("the exception %s is for no option", id)
		}
	}
}

// cells returns what the table says of an option, by the columns of the facts.
func cells(o *schema.Option) map[string]string {
	yes := map[bool]string{true: "yes", false: "no"}
	repeated := o.Type == schema.List || o.Name == "feature-key-file"
	return map[string]string{
		"conf_token": o.Token, "type": o.Type.String(), "unit": o.Unit, "repeatable": yes[repeated], "default": o.Default,
		"range": rangeText(o.Range), "enum_values": strings.Join(o.Values, "|"), "dynamic": yes[o.Dynamic],
		"enterprise_only": yes[o.Enterprise], "required": o.Required, "present_since_schema": o.Since, "first_seen_schema": first(o),
		"removed_in_schema": o.Until, "server_range": rangeText(parserRange(o)), "server_extra_rule": o.Rule,
		"server_dynamic": yes[o.Dynamic], "server_enterprise": yes[o.Enterprise],
	}
}

// expected returns what the facts say in a column, in the words of the table.
func expected(r row, column string) string {
	switch column {
	case "conf_token":
		token, rest, _ := strings.Cut(r[column], " ")
		if token == "context" {
			token, _, _ = strings.Cut(rest, " ")
		}
		if strings.HasPrefix(token, "(") || token == "console" {
			return ""
		}
		return token
	case "type":
		return strings.Replace(r[column], "array", "list", 1)
	case "default":
		return strings.TrimPrefix(r[column], "[]")
	case "enum_values":
		return strings.TrimSuffix(r[column], "|(peer tls names)")
	case "range":
		return pair(r["minimum"], r["maximum"])
	case "server_range":
		if r["server_maximum"] == "" || r["type"] == "string" {
			return expected(r, "range")
		}
		return pair(r["server_minimum"], r["server_maximum"])
	case "server_extra_rule":
		return strings.ReplaceAll(strings.TrimPrefix(r[column], "case-insensitive"), "max-len ", "max-len-")
	case "server_dynamic":
		if text := r[column]; text == "yes" || text == "no" {
			return text
		}
		return r["dynamic"]
	case "server_enterprise":
		if text := r["server_enterprise_only"]; text != "" {
			return text
		}
		return r["enterprise_only"]
	case "present_since_schema", "first_seen_schema":
		return sinceOf(r, column)
	}
	return r[column]
}
