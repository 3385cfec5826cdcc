// Package sample draws random configurations for tests: every option may be set, each value in its range.
//
// Place in the map: tests of the packages of config use it. Read sample.go first.
package sample
