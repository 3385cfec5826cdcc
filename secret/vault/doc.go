// Package vault provides secrets from the KV engine, version 2, of HashiCorp Vault or OpenBao.
//
// A Provider logs in with a token or an AppRole, keeps its token alive, and reads one field of one secret for each reference
// vault:MOUNT/data/PATH#FIELD. It speaks the HTTP interface through net/http alone; docs/decisions/vault-by-net-http.md says why.
//
// Place in the map: an adapter on package secret. Programs that need no Vault do not link it.
//
// What always holds: connections are encrypted, except to this machine; nothing is taken from the environment; redirections are
// not followed, because a token goes with them; replies and waiting are bounded. No error repeats what a server sent: it may hold
// a secret. Buffers that held secrets are wiped; the copies that net/http and crypto/tls make cannot be, see docs/config/secrets.md.
//
// Lock order: the turn of a Provider alone; it is held while logging in, so that many callers make one login, and waiting for it
// ends with the caller's context. Of foreign code only the Source of a credential runs under it.
//
// Start reading at provider.go, then session.go.
package vault
