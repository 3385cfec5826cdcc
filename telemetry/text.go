package telemetry

import (
	"math"
	"strconv"
	"strings"
)

// ContentType is the media type of what AppendText writes.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// AppendText appends families in the text format of Prometheus, version 0.0.4.
func AppendText(to []byte, families []Family) []byte {
	for _, f := range families {
		to = append(to, "# HELP "+f.Name+" "...)
		to = appendEscaped(to, f.Help, "\\\n")
		to = append(to, "\n# TYPE "+f.Name+" "+f.Kind.String()+"\n"...)
		for _, s := range f.Samples {
			if f.Kind == Histogram {
				to = appendHistogram(to, f.Name, s)
				continue
			}
			to = appendSample(to, f.Name, s.Labels, s.Value)
		}
	}
	return to
}

// appendHistogram appends the buckets, which the format wants summed up, the sum and the count.
func appendHistogram(to []byte, name string, s Sample) []byte {
	var below uint64
	for i, count := range s.Buckets.Counts {
		bound := math.Inf(1)
		if i < len(s.Buckets.Bounds) {
			bound = s.Buckets.Bounds[i]
		}
		below += count
		labels := append(s.Labels[:len(s.Labels):len(s.Labels)], Label{"le", number(bound)})
		to = appendSample(to, name+"_bucket", labels, float64(below))
	}
	to = appendSample(to, name+"_sum", s.Labels, s.Buckets.sum())
	return appendSample(to, name+"_count", s.Labels, float64(below))
}

// appendSample appends a line.
func appendSample(to []byte, name string, labels []Label, value float64) []byte {
	to = append(to, name...)
	for i, label := range labels {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		to = append(append(to, separator), label.Name...)
		to = append(to, '=', '"')
		to = appendEscaped(to, strings.ToValidUTF8(label.Value, "\ufffd"), "\\\n\"")
		to = append(to, '"')
	}
	if len(labels) > 0 {
		to = append(to, '}')
	}
	return append(append(append(to, ' '), number(value)...), '\n')
}

// appendEscaped appends a text with a backslash before the special bytes, and line breaks as \n.
func appendEscaped(to []byte, text, special string) []byte {
	for i := range len(text) {
		b := text[i]
		if strings.IndexByte(special, b) >= 0 {
			to = append(to, '\\')
		}
		if b == '\n' {
			b = 'n'
		}
		to = append(to, b)
	}
	return to
}

// number returns a number as the format wants it.
func number(value float64) string {
	if math.IsInf(value, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}
