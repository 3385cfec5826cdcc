// Package canary proves that the program as a whole never shows a secret. It has tests only.
//
// A known secret, the canary, goes into the real binary through every source and every command: variables, files, standard
// input, the encrypted file, Vault; serve with reloads, the data commands, config, bench, secret, db. Everything that comes out is searched: what is printed and
// logged, answers and errors, the audit log, the history of configurations, the dump of a crash, a panic, the process's arguments and the files that stay behind. The canary
// is looked for as it is and in every form that programs give to bytes.
//
// That the search finds leaks is proven too: with AEROLITH_LEAKING_BUILD=1, the same exercise runs on a build in which source files
// were replaced by ones that leak.
//
// Start reading at canary_test.go; forms_test.go holds the forms.
package canary
