// Package problem is what is wrong with a configuration: each problem with its path, rule and place, and with what to do.
//
// Place in the map: above config/tree, whose origins it uses; readers and validation report it.
//
// What always holds: a problem never repeats the value of a secret. Read problem.go first.
package problem
