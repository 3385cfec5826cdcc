package zerodb

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// documented finds what the comment of an option says of its range and its default.
var (
	documentedRange   = regexp.MustCompile(`\bfrom (\S+(?: [A-Za-z]+)?) to (\S+(?: [A-Za-z]+)?)`)
	documentedMost    = regexp.MustCompile(`\bup to (\S+ [A-Za-z]+)`)
	documentedDefault = regexp.MustCompile(`(?i)\bdefault:? (\d\S*(?: [A-Za-z]+)?)`)
	documentedZero    = regexp.MustCompile(`\b0, the default`)
)

// quantity reads a number with or without a unit; ok is false for anything else. Durations are in nanoseconds.
func quantity(text string) (n int64, ok bool) {
	units := map[string]int64{
		"KiB": kibibyte, "MiB": mebibyte, "GiB": gibibyte, "TiB": tebibyte,
		"ms": int64(time.Millisecond), "s": int64(time.Second), "min": int64(time.Minute), "h": int64(time.Hour),
	}
	words := strings.Fields(text)
	n, err := strconv.ParseInt(strings.Trim(words[0], ",.;"), 10, 64)
	if err != nil {
		return 0, false
	}
	if len(words) > 1 {
		if unit, known := units[strings.Trim(words[1], ",.;")]; known {
			n *= unit
		}
	}
	return n, true
}

// optionComments returns the comment of each field of Options.
func optionComments(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "options.go", nil, parser.ParseComments)
	must(t, err)
	comments := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != "Options" {
			return true
		}
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			comments[field.Names[0].Name] = strings.ReplaceAll(field.Doc.Text(), "\n", " ")
		}
		return false
	})
	return comments
}

// TestDocumentedOptions holds what the comments of Options say against the code: each number has a default in its comment, which is that of
// DefaultOptions; the ends of each range are accepted, and what lies beyond them is refused by an error that names the option.
func TestDocumentedOptions(t *testing.T) {
	defaults := reflect.ValueOf(DefaultOptions())
	for name, comment := range optionComments(t) {
		field := defaults.FieldByName(name)
		if !field.CanInt() {
			continue
		}
		said := documentedDefault.FindStringSubmatch(comment)
		want, ok := int64(0), documentedZero.MatchString(comment)
		if said != nil {
			want, ok = quantity(said[1])
		}
		if name == "MaxKeySize" {
			want = min(want, 982) // as its comment says of pages of 4 KiB
		}
		if !ok || want != field.Int() {
			t.Errorf("%s: the default is %d, its comment says %q", name, field.Int(), comment)
		}
		if r := documentedRange.FindStringSubmatch(comment); r != nil {
			wantBound(t, name, r[1], -1)
			wantBound(t, name, r[2], +1)
		} else if most := documentedMost.FindStringSubmatch(comment); most != nil {
			wantBound(t, name, most[1], +1)
		}
	}
}

// wantBound expects that an option takes the bound and refuses what lies one step outside, if the bound is a number. 0 means the default and says
// nothing.
func wantBound(t *testing.T, option, bound string, step int64) {
	t.Helper()
	n, ok := quantity(bound)
	if !ok {
		return
	}
	refused := func(value int64) bool {
		opts := Options{}
		reflect.ValueOf(&opts).Elem().FieldByName(option).SetInt(value)
		err := opts.Validate()
		return err != nil && strings.Contains(err.Error(), "option "+option+":") && (strings.Contains(err.Error(), "outside") || strings.Contains(err.Error(), "power of two"))
	}
	if n != 0 && refused(n) {
		t.Errorf("%s: %d is refused, though its comment names it as a bound", option, n)
	}
	if n+step != 0 && !refused(n+step) {
		t.Errorf("%s: %d is accepted, though its comment ends the range at %d", option, n+step, n)
	}
}
