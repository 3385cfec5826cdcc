// Package posix compiles the regular expressions of POSIX, basic and extended, as the C library of an Aerospike server
// understands them, to package regexp. It is pure.
//
// It stands below package expr. Text and pattern are bytes, as in the C locale: a dot is one byte, and letters are those
// of ASCII. Both end at the first zero byte. Matching takes time in proportion to the text, whatever the pattern is.
//
// What the C library has and this has not: references back to a group (\1), collating symbols and equivalence classes
// in brackets, and repetitions beyond 1,000. Such patterns are refused.
//
// Read pattern.go first.
package posix
