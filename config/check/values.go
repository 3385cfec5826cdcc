package check

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// values checks each value of a context by itself.
func (k *checker) values(c *schema.Context, n *tree.Node, steps []string) {
	if k.target.Edition == Community && n.Values.Len() == 0 && enterprise(c) {
		k.add(problem.Problem{Rule: "edition", Path: tree.JoinPath(steps...), Origin: n.Origin, What: "the Community edition does not have this context", Fix: "remove it, or use the Enterprise edition"})
	}
	for name, v := range n.Values.All() {
		o := c.Option(name)
		if o == nil {
			k.add(problem.Problem{Rule: "unknown", Path: tree.JoinPath(append(steps[:len(steps):len(steps)], name)...), Origin: v.Origin, What: "there is no such option here", Fix: "remove it"})
			continue
		}
		one := valueCheck{k, o, tree.JoinPath(append(steps[:len(steps):len(steps)], name)...), v}
		one.version()
		one.edition()
		one.number()
		one.form()
	}
}

// enterprise reports whether only the Enterprise edition has what lies in a context.
func enterprise(c *schema.Context) bool {
	for _, o := range c.Options {
		if !o.Enterprise && !o.Pseudo() {
			return false
		}
	}
	return len(c.Options) > 0
}

// add notes a problem.
func (k *checker) add(p problem.Problem) { k.problems = append(k.problems, p) }

// valueCheck checks one value.
type valueCheck struct {
	*checker
	option *schema.Option
	path   string
	value  tree.Value
}

// report notes a problem of the value.
func (c *valueCheck) report(severity problem.Severity, rule, what, fix string) {
	p := problem.Problem{Severity: severity, Rule: rule, Path: c.path, Origin: c.value.Origin, What: what, Fix: fix}
	if !c.option.Secret {
		p.Value = c.value.String()
	}
	c.add(p)
}

// version finds options that the target's version does not have.
func (c *valueCheck) version() {
	if c.schema.Name != "aerospike" {
		return
	}
	o := c.option
	since, err := ParseVersion(strings.TrimPrefix(o.Since, "<="))
	switch {
	case err == nil && c.target.Version.Before(since):
		c.report(problem.Error, "version", fmt.Sprintf("it came with %s, and the server is %s", o.Since, c.target.Version), "remove it or upgrade")
	case o.Deprecated:
		c.report(problem.Warning, "deprecated", "it works but will be removed", "see aerolith config explain "+o.Path())
	}
	if o.Token == "" && o.Name == "force-long-queries" {
		c.report(problem.Error, "no-token", "no file can set it, only set-config", "remove it")
	}
}

// edition finds what only the Enterprise edition has.
func (c *valueCheck) edition() {
	if c.option.Enterprise && c.target.Edition == Community {
		c.report(problem.Error, "edition", "the Community edition does not have it", "remove it, or use the Enterprise edition")
	}
}

// number checks a number against its range and rule.
func (c *valueCheck) number() {
	o := c.option
	if !o.Type.Numeric() || o.Type == schema.Float || c.value.Text == "" {
		return
	}
	for _, also := range o.Also {
		if c.value.Text == also {
			return
		}
	}
	n, err := canonicalNumber(o, c.value.Text)
	if err != nil {
		c.report(problem.Error, "type", "it is not a number", "write one")
		return
	}
	c.within(n, o.Range, "range")
	if c.option.Range == nil || c.option.Range.Holds(n) {
		c.within(n, o.ServerRange, "range")
	}
	if c.target.Edition == Community {
		c.within(n, o.CommunityRange, "edition")
	}
	switch {
	case o.Rule == "power-of-2" && n.Magnitude&(n.Magnitude-1) != 0:
		c.report(problem.Error, "power-of-2", "it must be a power of two", fmt.Sprintf("write %d or %d", below(n.Magnitude), 2*below(n.Magnitude)))
	case o.Rule == "multiple-of-100" && n.Magnitude%100 != 0:
		c.report(problem.Error, "multiple-of-100", "it must be a multiple of 100", fmt.Sprintf("write %d", n.Magnitude/100*100))
	}
}

// canonicalNumber reads a canonical text as a number: durations in nanoseconds.
func canonicalNumber(o *schema.Option, text string) (schema.Number, error) {
	if o.Type != schema.Duration {
		return schema.ParseNumber(text)
	}
	d, err := time.ParseDuration(text)
	return schema.Number{Negative: d < 0, Magnitude: uint64(max(d, -d))}, err
}

// below returns the greatest power of two that is not above a number, at least 1.
func below(n uint64) uint64 {
	power := uint64(1)
	for power <= n/2 {
		power *= 2
	}
	return power
}

// within checks a number against a range.
func (c *valueCheck) within(n schema.Number, r *schema.Range, rule string) {
	if r == nil || r.Holds(n) {
		return
	}
	c.report(problem.Error, rule, "it must be "+c.option.RangeText(r), "choose a number in the range")
}

// form checks texts.
func (c *valueCheck) form() {
	items := c.value.Items
	if items == nil {
		items = []string{c.value.Text}
	}
	for _, item := range items {
		c.length(item)
		c.port(item)
	}
	const addressesMax = 250
	if len(c.value.Items) > addressesMax && strings.HasSuffix(c.option.Name, "addresses") {
		c.report(problem.Error, "list-length", fmt.Sprintf("the server takes at most %d", addressesMax), "remove some")
	}
}

// length checks the length of a text.
func (c *valueCheck) length(item string) {
	most, found := strings.CutPrefix(c.option.Rule, "max-len-")
	if n, err := strconv.Atoi(most); found && err == nil && len(item) > n {
		c.report(problem.Error, "length", fmt.Sprintf("it may have %d characters at most", n), "choose a shorter name")
	}
}

// port checks the second word of an address.
func (c *valueCheck) port(item string) {
	words := strings.Fields(item)
	if len(words) < 2 || len(c.option.Words) < 2 || c.option.Words[1] != "port" {
		return
	}
	const least, most = 1024, 65535
	if n, err := strconv.Atoi(words[1]); err != nil || n < least || n > most {
		c.report(problem.Error, "port", fmt.Sprintf("the port must be %d to %d", least, most), "write HOST PORT")
	}
}
