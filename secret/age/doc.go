// Package age keeps secrets in one file that is encrypted with age (https://age-encryption.org/v1).
//
// It promises that what is not needed stays encrypted, that a file is replaced whole or not at all, and that neither errors nor
// the file itself tell a secret or the name of one. A file is opened with identities: a passphrase, X25519 keys, or any
// identity that an age plugin provides, which is the way to a key management service or a hardware token.
//
// The plaintext within the file is a JSON object, docs/format/secrets.md has an example:
//
//	{"version": 1, "secrets": {"client/password": "base64 of the bytes", ...}}
//
// Place in the map: an adapter on package secret for filippo.io/age; who does not import it does not link age. Start
// reading at file.go.
package age
