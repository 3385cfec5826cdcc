package server

import "strconv"

// fields appends name=value pairs to an info answer with a separator between them.
type fields struct {
	query     *infoQuery
	separator string
	begun     bool
}

// newFields returns fields that are separated by separator, ";" or ":".
func (q *infoQuery) newFields(separator string) *fields {
	return &fields{query: q, separator: separator}
}

// text appends a pair with a text as its value.
func (f *fields) text(name, value string) {
	if f.begun {
		f.query.text(f.separator)
	}
	f.begun = true
	f.query.text(name)
	f.query.text("=")
	f.query.text(value)
}

// number appends a pair with a number as its value.
func (f *fields) number(name string, value uint64) { f.text(name, strconv.FormatUint(value, 10)) }
