// Package secret keeps passwords, keys and tokens from appearing anywhere but where they are used.
//
// A Value prints, formats, marshals and logs as [redacted], compares in constant time, can be wiped, and lends its bytes only
// for the time of a call (Use). Where the system allows it, the bytes lie outside the Go heap in memory that is neither
// swapped out nor dumped. A Reference (env:NAME, file:PATH, age:PATH#KEY, vault:PATH#KEY) is what configurations hold in the place of a secret; a
// Resolver turns references into values by asking the Provider of each scheme, and a Rotation tells when they changed.
//
// Place in the map: below config, client and server; it imports the standard library and x/sys only. The packages age and
// vault beneath it are adapters, so that a program which needs neither does not link them.
//
// What always holds: no error, event or text of this package contains a secret, nor what was given in the place of a
// reference, because that may be one. What Go cannot promise, docs/config/secrets.md says: a string cannot be wiped, so no
// function here takes or returns a secret as a string.
//
// Start reading at value.go, then reference.go and resolver.go.
package secret
