package telemetry

import (
	"encoding"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// redacted stands in the place of a secret.
const redacted = secret.Redacted

// The bounds of a value that is looked into; what lies beyond is left out.
const (
	maxDepth    = 8
	maxElements = 100
)

// names tell which attributes are secrets.
type names struct {
	words []string
	// assignment matches NAME=VALUE and NAME: VALUE in texts, userinfo a password in a URL.
	assignment, userinfo func() *regexp.Regexp
}

// newNames returns the known names and further ones.
func newNames(further []string) names {
	words := []string{
		"password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "credential", "authorization", "privatekey", "accesskey", "cookie", "bearer",
	}
	for _, name := range further {
		if name = plainName(name); name != "" {
			words = append(words, regexp.QuoteMeta(name))
		}
	}
	spread := make([]string, len(words))
	for i, word := range words {
		spread[i] = strings.Join(strings.Split(word, ""), `[-_. ]?`)
	}
	return names{
		words:      words,
		assignment: lazily(`(?i)((?:` + strings.Join(spread, "|") + `)[\w-]*["']?\s*[=:]\s*)((?:bearer|basic)\s+)?("[^"]*"?|'[^']*'?|[^\s&;,)}\]]+)`),
		userinfo:   lazily(`(://[^\s/:@]*):[^\s/]*@`),
	}
}

// lazily returns what compiles an expression when it is first needed: most programs start without a line of log.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// plainName returns a name in lower case without what separates its words.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_. ", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// isSecret reports whether a name says that its value is a secret.
func (n *names) isSecret(name string) bool {
	name = plainName(name)
	for _, word := range n.words {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// text returns a text without what looks like a secret.
func (n *names) text(text string) string {
	if strings.Contains(text, "://") {
		text = n.userinfo().ReplaceAllString(text, "$1:"+redacted+"@")
	}
	if strings.ContainsAny(text, "=:") {
		text = n.assignment().ReplaceAllString(text, "${1}"+redacted)
	}
	return text
}

// attr returns an attribute without secrets.
func (n *names) attr(a slog.Attr, depth int) slog.Attr {
	if n.isSecret(a.Key) {
		return slog.String(a.Key, redacted)
	}
	a.Value = n.value(a.Value.Resolve(), depth)
	return a
}

// value returns a value without secrets.
func (n *names) value(v slog.Value, depth int) slog.Value {
	switch v.Kind() {
	case slog.KindString:
		return slog.StringValue(n.text(v.String()))
	case slog.KindGroup:
		attrs := make([]slog.Attr, 0, len(v.Group()))
		for _, a := range v.Group() {
			attrs = append(attrs, n.attr(a, depth+1))
		}
		return slog.GroupValue(attrs...)
	case slog.KindAny:
		return n.any(v.Any(), depth)
	}
	return v
}

// any returns a value of any type without secrets: what describes itself as its text, the rest part by part.
func (n *names) any(v any, depth int) slog.Value {
	switch x := v.(type) {
	case nil, time.Time, time.Duration, slog.Level, *slog.Source:
		return slog.AnyValue(v)
	case error:
		return slog.StringValue(n.text(said(x.Error)))
	case fmt.Stringer:
		return slog.StringValue(n.text(said(x.String)))
	case encoding.TextMarshaler:
		return slog.StringValue(n.text(said(func() string {
			text, err := x.MarshalText()
			if err != nil {
				return "!ERROR"
			}
			return string(text)
		})))
	case []byte:
		return slog.StringValue("[" + strconv.Itoa(len(x)) + " bytes]")
	}
	if depth >= maxDepth {
		return slog.StringValue("[too deep]")
	}
	return n.parts(reflect.ValueOf(v), depth)
}

// said calls a method of a value that may be a nil pointer.
func said(method func() string) (text string) {
	defer func() {
		if recover() != nil {
			text = "<nil>"
		}
	}()
	return method()
}

// parts returns a value of a composed type as a group, one of any other kind as it is.
func (n *names) parts(v reflect.Value, depth int) slog.Value {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return slog.AnyValue(nil)
		}
		if v.Elem().CanInterface() {
			return n.any(v.Elem().Interface(), depth+1)
		}
	case reflect.Struct:
		var attrs []slog.Attr
		for i := range min(v.NumField(), maxElements) {
			if field := v.Type().Field(i); field.IsExported() {
				attrs = append(attrs, n.attr(slog.Any(field.Name, v.Field(i).Interface()), depth+1))
			}
		}
		return slog.GroupValue(attrs...)
	case reflect.Map:
		var attrs []slog.Attr
		for each := v.MapRange(); each.Next() && len(attrs) < maxElements; {
			attrs = append(attrs, n.attr(slog.Any(fmt.Sprint(each.Key()), each.Value().Interface()), depth+1))
		}
		return slog.GroupValue(attrs...)
	case reflect.Slice, reflect.Array:
		var attrs []slog.Attr
		for i := range min(v.Len(), maxElements) {
			attrs = append(attrs, n.attr(slog.Any(strconv.Itoa(i), v.Index(i).Interface()), depth+1))
		}
		return slog.GroupValue(attrs...)
	case reflect.String:
		return slog.StringValue(n.text(v.String()))
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return slog.StringValue("[" + v.Type().String() + "]")
	}
	return slog.AnyValue(v.Interface())
}
