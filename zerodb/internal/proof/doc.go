// Package proof holds the tests that try to break the engine from outside: nothing here is used by a program.
//
// Place in the map: it imports nothing outside of its tests. These use the public API of package zerodb on the file systems of vfs/memfs and vfs/faultfs.
// docs/proof/engine.md tells how to run them and what they have found; docs/decisions/crash-cases.md argues what the
// crash tests confirm.
//
// What is proven:
//   - model_*_test.go: random operations give the same answers as a sorted map, through any number of openings.
//   - crash_*_test.go: after a power failure at any operation of the file system a database opens to a prefix of its
//     commits that contains every acknowledged one.
//   - damage_*_test.go: whatever is damaged in the files gives a typed error or the right answer.
//   - fault_*_test.go: any failing call of the file system leaves what was acknowledged.
//   - barrier_*_test.go: each sync and each ordering step is needed: without it a test of this package fails.
//
// The plain tests are short forms. AEROLITH_PROOF=full runs what must hold before a change lands, AEROLITH_PROOF=long
// more than that, and AEROLITH_SEED sets another seed. Read settings_test.go and content_test.go first.
package proof
