package reference

import (
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/profile"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
)

// generated stands at the head of every page.
const generated = "<!-- Generated from the tables in config/registry, config/check and config/profile. Do not edit. -->\n\n"

// Pages returns all pages by the names of their files.
func Pages() map[string]string {
	pages := map[string]string{
		"rules.md": generated + rulesPage(), "profiles.md": generated + profilesPage(), "enterprise-options.md": generated + enterprisePage(),
		"obsolete.md": generated + obsoletePage(),
	}
	for _, s := range registry.All() {
		pages[s.Name+".md"] = generated + optionsPage(s)
	}
	return pages
}

// titles are the titles of the pages of schemas.
func titles() map[string]string {
	return map[string]string{
		"aerospike": "Options of an Aerospike server, " + registry.Version,
		"serve":     "Options of Aerolith's own server",
		"client":    "Options and policies of Aerolith's client",
		"dynamic":   "Dynamic configuration of Aerospike's clients",
	}
}

// optionsPage lists the options of a schema by contexts.
func optionsPage(s *schema.Schema) string {
	var text strings.Builder
	count := 0
	for range s.Options() {
		count++
	}
	fmt.Fprintf(&text, "# %s\n\n%d options. D changes on a running program, E is for the Enterprise edition only. "+
		"`aerolith config explain OPTION --schema %s` says more.\n", titles()[s.Name], count, s.Name)
	for _, c := range s.Contexts() {
		if len(c.Options) == 0 {
			continue
		}
		title := c.Path
		if title == "" {
			title = "top level"
		}
		fmt.Fprintf(&text, "\n## %s\n\n%s\n\n", title, c.Text)
		text.WriteString("| option | type | default | values | | since | |\n|---|---|---|---|---|---|---|\n")
		for _, o := range c.Options {
			if o.Until == "" {
				fmt.Fprintf(&text, "| `%s` | %s | %s | %s | %s | %s | %s |\n", o.Name, typeText(o), cell(o.DefaultText()), cell(o.LimitText()), flags(o), cell(o.Since), cell(o.Text))
			}
		}
	}
	return text.String()
}

// cell escapes a text for a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;").Replace(text)
}

// flags returns the letters of an option.
func flags(o *schema.Option) string {
	text := ""
	if o.Dynamic {
		text = "D"
	}
	if o.Enterprise {
		text += "E"
	}
	return text
}

// rulesPage lists the rules between options.
func rulesPage() string {
	var text strings.Builder
	text.WriteString("# Rules between options\n\n`aerolith config validate` reports each by its name, beside types, ranges, editions and versions.\n\n| rule | schema | context | what must hold |\n|---|---|---|---|\n")
	for _, r := range check.Rules() {
		context := r.Context
		if context == "" {
			context = "the whole"
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s |\n", r.Name, r.Schema, context, cell(r.Text))
	}
	return text.String()
}

// profilesPage lists the profiles with their reasons.
func profilesPage() string {
	var text strings.Builder
	text.WriteString("# Profiles\n\nStarting points, between the defaults and the files. `*` stands for every namespace. `" + profile.Default + "` is the one that `aerolith config generate` takes unless another is named.\n")
	for _, s := range registry.All() {
		for _, p := range profile.Of(s) {
			fmt.Fprintf(&text, "\n## %s: %s\n\n| option | value | why |\n|---|---|---|\n", s.Name, p.Name)
			for _, setting := range p.Settings {
				fmt.Fprintf(&text, "| `%s` | `%s` | %s |\n", setting.Path, setting.Value, cell(setting.Reason))
			}
		}
	}
	return text.String()
}

// enterprisePage lists what only the Enterprise edition has.
func enterprisePage() string {
	var text strings.Builder
	count := 0
	var rows strings.Builder
	for o := range registry.Aerospike().Options() {
		if o.Enterprise {
			count++
			fmt.Fprintf(&rows, "| `%s` | %s |\n", o.Path(), cell(o.Text))
		}
	}
	fmt.Fprintf(&text, "# Options of the Enterprise edition\n\n%d options. A server of the Community edition refuses to start with them; `aerolith config validate --edition community` finds them. "+
		"What Aerolith does on either edition stands in [docs/config/editions.md](../config/editions.md).\n\n| option | what it does |\n|---|---|\n", count)
	text.WriteString(rows.String())
	text.WriteString("\n## Narrower ranges of the Community edition\n\n| option | Community | Enterprise |\n|---|---|---|\n")
	for o := range registry.Aerospike().Options() {
		if o.CommunityRange != nil {
			fmt.Fprintf(&text, "| `%s` | %s | %s |\n", o.Path(), o.RangeText(o.CommunityRange), o.LimitText())
		}
	}
	return text.String()
}

// obsoletePage lists names that are refused.
func obsoletePage() string {
	var text strings.Builder
	text.WriteString("# Names that are gone\n\nThe server refuses to start with them.\n\n| context | name | use |\n|---|---|---|\n")
	for _, o := range registry.Aerospike().Obsolete {
		fmt.Fprintf(&text, "| %s | `%s` | %s |\n", o.Context, o.Token, o.Instead)
	}
	return text.String()
}
