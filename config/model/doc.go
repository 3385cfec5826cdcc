// Package model has typed models of configurations: a struct for each context, a field for each option. They are generated from the
// tables of package registry; Decode fills them from a tree and Encode makes a tree of them.
//
// Place in the map: above config/schema and tree. Programs that want values rather than texts use it.
//
// What always holds: the generated files agree with the tables; a test of config/internal/modelgen compares them. Read bind.go first;
// generate the rest with go generate ./config/registry.
package model
