package conf

import "strings"

// Word is one word of a line.
type Word struct {
	// Text is the word.
	Text string
	// Column is where it begins in its line, in bytes from 1.
	Column int
}

// content returns the part of a line that the server looks at: up to a comment, or to a NUL, which ends a line in C.
func content(line string) string {
	if at := strings.IndexByte(line, commentMark); at >= 0 {
		line = line[:at]
	}
	if at := strings.IndexByte(line, 0); at >= 0 {
		line = line[:at]
	}
	return line
}

// isBlank reports whether a byte separates words.
func isBlank(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' }

// next returns where the first word of the text at or after an offset begins and ends; both are len(text) if there is none.
func next(text string, at int) (from, to int) {
	for at < len(text) && isBlank(text[at]) {
		at++
	}
	from = at
	for at < len(text) && !isBlank(text[at]) {
		at++
	}
	return from, at
}

// split returns the words of a line, comment excluded.
func split(line string) []Word {
	text := content(line)
	var words []Word
	for from, to := next(text, 0); from < to; from, to = next(text, to) {
		words = append(words, Word{Text: text[from:to], Column: from + 1})
	}
	return words
}

// indentation returns the blanks that a line begins with.
func indentation(line string) string {
	from, _ := next(line, 0)
	return strings.TrimRight(line[:from], "\r\n")
}

// lineBreak returns how a line ends: "\n", "\r\n", or nothing at the end of a file.
func lineBreak(line string) string {
	switch {
	case strings.HasSuffix(line, "\r\n"):
		return "\r\n"
	case strings.HasSuffix(line, "\n"):
		return "\n"
	}
	return ""
}
