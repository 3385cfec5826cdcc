// Package lint enforces the house rules of STYLE.md on every Go file of the repository, as an ordinary test:
// length of files, documentation, direction of imports, owners of dependencies, forbidden calls and parameters.
//
// It imports nothing of Aerolith. A Rule looks at one parsed file and returns findings; the tables that say what is
// allowed stand in imports.go, dependencies.go and calls.go. There is no list of exceptions: a rule that is wrong
// is changed for everybody. Promises holds the documents against the tests that they name, and ImportClaims what
// packages of the engine say that they import against their imports.
//
// Read lint.go first.
package lint
