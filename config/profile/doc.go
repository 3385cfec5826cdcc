// Package profile has starting points for configurations: sets of values that belong together, each with its reason.
//
// Place in the map: above config/registry and tree. A profile lies between the defaults and the files of a configuration.
//
// What always holds: every value of a profile is one that its schema has, is valid, and has a reason; tests check it. Read profile.go
// first; the tables lie in tables.
package profile
