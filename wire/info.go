package wire

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
)

// The characters of the info protocol.
const (
	infoEnd       = '\n'
	infoSeparator = '\t'
)

// AppendInfoRequest appends a request for the named infos as a whole frame. Without names it asks for the summary.
// It returns ErrUnfit, and dst unchanged, if a name contains a line break or tab.
func AppendInfoRequest(dst []byte, names ...string) ([]byte, error) {
	out, start := BeginFrame(dst)
	for _, name := range names {
		if strings.ContainsAny(name, "\n\t") {
			return dst, fmt.Errorf("info name %q: %w", name, ErrUnfit)
		}
		out = append(out, name...)
		out = append(out, infoEnd)
	}
	return EndFrame(out, start, TypeInfo), nil
}

// InfoRequest returns the names in the body of an info request; none means that the summary is asked for. Empty lines
// are skipped, and the last line may lack its end.
//
// It returns a *RequestError for more names than Options.MaxInfoNames.
func (d *Decoder) InfoRequest(body []byte) ([]string, error) {
	var names []string
	for line := range bytes.SplitSeq(body, []byte{infoEnd}) {
		if len(line) == 0 {
			continue
		}
		if len(names) == d.options.MaxInfoNames {
			return nil, malformed("too many names in one info request")
		}
		names = append(names, string(line))
	}
	return names, nil
}

// AppendInfo appends one line of an info reply: name and value. A reply is one frame of such lines: call BeginFrame
// before and EndFrame with TypeInfo after them. The name is sent as it was asked for; a line break in the value would
// end it, and is replaced by a space.
func AppendInfo(dst []byte, name, value string) []byte {
	dst = append(dst, name...)
	dst = append(dst, infoSeparator)
	mark := len(dst)
	dst = append(dst, value...)
	for i := mark; i < len(dst); i++ {
		if dst[i] == infoEnd {
			dst[i] = ' '
		}
	}
	return append(dst, infoEnd)
}

// InfoReply walks through the names and values in the body of an info reply. A line without a separator is a name
// with an empty value.
func InfoReply(body []byte) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for line := range bytes.SplitSeq(body, []byte{infoEnd}) {
			if len(line) == 0 {
				continue
			}
			name, value, _ := bytes.Cut(line, []byte{infoSeparator})
			if !yield(string(name), string(value)) {
				return
			}
		}
	}
}

// SplitInfo cuts an info request into the command's name and what follows: arguments behind slashes, parameters
// behind a colon, as in "namespace/test" or "truncate:namespace=test;set=demo". The separator is not part of either.
func SplitInfo(request string) (command, rest string) {
	i := strings.IndexAny(request, "/:;")
	if i < 0 {
		return request, ""
	}
	return request[:i], request[i+1:]
}

// Parameters is text of the form "a=b;c=d", as info commands take it and info values have it.
type Parameters string

// All walks through names and values in order. A part without "=" is a name with an empty value; empty parts are
// skipped.
func (p Parameters) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for part := range strings.SplitSeq(string(p), ";") {
			if part == "" {
				continue
			}
			name, value, _ := strings.Cut(part, "=")
			if !yield(name, value) {
				return
			}
		}
	}
}

// Get returns the first value under a name, and whether there is one.
func (p Parameters) Get(name string) (string, bool) {
	for n, value := range p.All() {
		if n == name {
			return value, true
		}
	}
	return "", false
}

// InfoError returns the number and text of an info value of the form "ERROR:number:text", "FAIL:…" or "error=text",
// with which servers refuse info commands; ok says whether the value is one. The number is empty where the server
// gave none.
func InfoError(value string) (number, text string, ok bool) {
	if rest, found := strings.CutPrefix(value, "error="); found {
		return "", rest, true
	}
	word, rest, _ := strings.Cut(value, ":")
	if !strings.EqualFold(word, "ERROR") && !strings.EqualFold(word, "FAIL") {
		return "", "", false
	}
	number, text, _ = strings.Cut(rest, ":")
	if strings.Trim(number, "0123456789") != "" {
		return "", rest, true
	}
	return number, text, true
}
