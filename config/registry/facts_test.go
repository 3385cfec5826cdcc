package registry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/schema"
)

// sinceOf returns a version of the facts; what only the newest server has carries its number, what is gone none.
func sinceOf(r row, column string) string {
	switch {
	case r["status"] == "server-8.1.2-only":
		return "8.1.2"
	case column == "present_since_schema" && r[column] == "":
		return "-"
	}
	return r[column]
}

// first returns the first version that knew an option.
func first(o *schema.Option) string {
	if o.First == "" {
		return o.Since
	}
	return o.First
}

// parserRange returns the range of the server's own parser.
func parserRange(o *schema.Option) *schema.Range {
	switch {
	case o.ServerRange != nil:
		return o.ServerRange
	case o.CommunityRange != nil:
		return o.CommunityRange
	}
	return o.Range
}

// rangeText writes a range as pair does.
func rangeText(r *schema.Range) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf("%d..%d", r.Least, r.Most)
}

// pair joins two ends of a range.
func pair(least, most string) string {
	if most == "" {
		return ""
	}
	if least == "" {
		least = "0"
	}
	return least + ".." + most
}

// TestObsolete checks that the replacements of obsolete names exist where they name one.
func TestObsolete(t *testing.T) {
	s := Aerospike()
	if len(s.Obsolete) == 0 {
		t.Fatal("none")
	}
	count := 0
	for _, o := range s.Obsolete {
		count++
		if o.Context == "namespaces.storage-engine" {
			count += len(s.Context("namespaces").Variants("storage-engine")) - 1
		}
		word, _, _ := strings.Cut(o.Instead, " ")
		word = strings.TrimSuffix(word, ",")
		if word != "nothing:" && word != "the" && word != "a" && word != "storage-engine" && len(s.Find(word)) == 0 {
			t.Errorf("%s is replaced by %s, which nobody knows", o.Token, word)
		}
	}
	if count != 44 {
		t.Errorf("%d obsolete names, the server has 44", count)
	}
}

// TestNearest checks that slips find what was meant, and that other words find nothing.
func TestNearest(t *testing.T) {
	var names []string
	for _, o := range Aerospike().Context("namespaces").Options {
		names = append(names, o.Name)
	}
	for slip, want := range map[string]string{
		"replication-facter": "replication-factor", "nsup-preiod": "nsup-period", "rackid": "rack-id", "default_ttl": "default-ttl",
		"colour": "", "": "", strings.Repeat("x", 100): "",
	} {
		if got := schema.Nearest(slip, names); got != want {
			t.Errorf("%s: got %q, want %q", slip, got, want)
		}
	}
}
