// Package check finds everything that is wrong with a configuration at once: values out of range, options that the edition or the
// version does not have, and values that do not fit each other.
//
// Place in the map: above config/schema, tree and problem; whoever loads a configuration runs it after reading.
//
// What always holds: a check changes nothing and stops at nothing. Every rule of rules() has fixtures that break it and that do
// not, in testdata. Read check.go first, then rules.go.
package check
