// Package codec turns the texts of configurations, an aerospike.conf, YAML or JSON, into trees of canonical values and back.
//
// Place in the map: above config/conf, schema, tree and problem. It knows how options are written, not which values fit each
// other: that is package check's.
//
// What always holds: a reader reports every problem that it finds, with its place, and goes on; the tree holds what could be read.
// Input is bounded in size and depth, nothing panics on it, and no problem repeats what may be a secret. What a writer writes, its
// reader reads back as the same tree. Read value.go first, then fromconf.go and document.go.
package codec
