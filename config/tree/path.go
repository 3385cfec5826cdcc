package tree

import (
	"strings"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/secret"
)

// JoinPath writes the steps to an option as people do: with dots between them, and names that hold a dot or a quote in quotes.
func JoinPath(steps ...string) string {
	var text strings.Builder
	for i, step := range steps {
		if i > 0 {
			text.WriteByte('.')
		}
		if step == "" || strings.ContainsAny(step, ".\"") {
			step = `"` + strings.ReplaceAll(step, `"`, `""`) + `"`
		}
		text.WriteString(step)
	}
	return text.String()
}

// SplitPath reads what JoinPath writes. It reports false for a quote without an end.
func SplitPath(text string) ([]string, bool) {
	var steps []string
	for {
		var step string
		if rest, quoted := strings.CutPrefix(text, `"`); quoted {
			end, ok := closing(rest)
			if !ok {
				return nil, false
			}
			step, text = strings.ReplaceAll(rest[:end], `""`, `"`), rest[end+1:]
		} else {
			end := strings.IndexByte(text+".", '.')
			step, text = text[:end], text[end:]
		}
		steps = append(steps, step)
		if text == "" {
			return steps, true
		}
		if text[0] != '.' {
			return nil, false
		}
		text = text[1:]
	}
}

// closing finds the quote that ends a quoted name; doubled ones belong to it.
func closing(text string) (int, bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 == len(text) || text[i+1] != '"' {
			return i, true
		}
		i++
	}
	return 0, false
}

// oddSeparator stands between two steps in a variable's name where the second begins with a character that is escaped itself.
const oddSeparator = "___00"

// Variable returns the name of the environment variable for an option. Different paths have different names; see
// secret.VariableName for how characters are written. A dot inside of a step is ___2e, and before a step that does not begin
// with a lower case letter or a digit stands ___00.
func Variable(prefix string, steps ...string) string {
	var name strings.Builder
	name.WriteString(prefix)
	for i, step := range steps {
		if i > 0 {
			if step != "" && plain(step[0]) {
				name.WriteString("__")
			} else {
				name.WriteString(oddSeparator)
			}
		}
		for j, part := range strings.Split(step, ".") {
			if j > 0 {
				name.WriteString("___2e")
			}
			name.WriteString(secret.VariableName("", part))
		}
	}
	return name.String()
}

// Steps reads the name of a variable, without its prefix, back into the steps. It reports false for a name that Variable does not
// write.
func Steps(name string) ([]string, bool) {
	steps, step := []string(nil), []byte(nil)
	for i := 0; i < len(name); {
		run := 0
		for i+run < len(name) && name[i+run] == '_' && run < len("___") {
			run++
		}
		switch run {
		case 0:
			step = append(step, lower(name[i]))
			i++
			continue
		case 1:
			step = append(step, '-')
		case 2:
			steps, step = append(steps, string(step)), nil
		default:
			b, ok := hexByte(name[i+run:])
			if !ok {
				return nil, false
			}
			run += 2
			if b == 0 {
				steps, step = append(steps, string(step)), nil
			} else {
				step = append(step, b)
			}
		}
		i += run
	}
	steps = append(steps, string(step))
	return steps, Variable("", steps...) == name
}

// hexByte reads two hexadecimal digits.
func hexByte(text string) (byte, bool) {
	if len(text) < 2 {
		return 0, false
	}
	value := byte(0)
	for _, c := range []byte(text[:2]) {
		at := strings.IndexByte("0123456789abcdef", c)
		if at < 0 {
			return 0, false
		}
		value = value<<4 | byte(at)
	}
	return value, true
}

// plain reports whether a character is written as its upper case.
func plain(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// lower returns the lower case of a letter.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c - 'A' + 'a'
	}
	return c
}

// Place is where a path leads in a schema.
type Place struct {
	// Steps are the keys and names that lead to the context of the option, by contexts: a key, or a key and a name.
	Steps [][]string
	// Context is the context, of a Choice the first variant that has the option.
	Context *schema.Context
	// Option is the option.
	Option *schema.Option
}

// Locate finds the option that steps lead to; keys of named contexts are followed by a name. It reports false if there is none.
func Locate(s *schema.Schema, steps []string) (Place, bool) {
	p := Place{Context: s.Root}
	for len(steps) > 1 {
		key := steps[0]
		child := p.Context.Child(key, "")
		if child == nil {
			return p, false
		}
		step := steps[:1]
		if child.Kind == schema.Named {
			step = steps[:2]
		}
		p.Steps = append(p.Steps, step)
		steps = steps[len(step):]
		if child.Kind == schema.Choice && len(steps) == 1 {
			child = variantWith(p.Context, key, steps[0])
		}
		p.Context = child
	}
	if len(steps) == 0 || p.Context == nil {
		return p, false
	}
	p.Option = p.Context.Option(steps[0])
	return p, p.Option != nil
}

// variantWith returns the first variant of a Choice that has the option, nil if none has.
func variantWith(parent *schema.Context, key, option string) *schema.Context {
	for _, child := range parent.Children {
		if child.Key == key && child.Option(option) != nil {
			return child
		}
	}
	return nil
}

// Put sets a value at a place.
func (n *Node) Put(p Place, v Value) {
	for _, step := range p.Steps {
		name := ""
		if len(step) > 1 {
			name = step[1]
		}
		n = n.Make(step[0], name, v.Origin)
	}
	n.Set(p.Option.Name, v)
}
