// Package modelgen makes the typed models of package model from the tables of package registry. Its test compares them with the files
// that are there; go generate ./config/registry runs it so that it writes them.
//
// Place in the map: tools of config; nothing imports it. Read generate.go first.
package modelgen
