// Package exprcode is the numbers in encoded expressions, which those who build expressions and those who evaluate them
// share.
//
// Read format.go first.
package exprcode
