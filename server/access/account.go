package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// saltSize is how many random bytes are hashed with a credential.
const saltSize = 16

// User is a user as operators see it.
type User struct {
	// Name is the user's name, Roles are the names of the roles.
	Name  string
	Roles []string
	// ReadQuota and WriteQuota are the sums of the roles' quotas, in commands a second; 0 for none.
	ReadQuota, WriteQuota uint32
	// ReadRate and WriteRate are how many commands there were in the last second that has ended.
	ReadRate, WriteRate uint32
	// Connections is how many connections are logged in.
	Connections uint32
}

// Role is a role as operators see it.
type Role struct {
	// Name is the role's name.
	Name string `json:"-"`
	// Privileges are what it permits.
	Privileges []Privilege `json:"privileges"`
	// Allowed are the addresses and networks from which it can be used; empty for all.
	Allowed []string `json:"allowed,omitempty"`
	// ReadQuota and WriteQuota are how many commands a second it grants; 0 for any number.
	ReadQuota  uint32 `json:"read_quota,omitempty"`
	WriteQuota uint32 `json:"write_quota,omitempty"`
}

// account is a user as stored. The credential is what a client sends, which is a hash of the password already, hashed
// again with a salt: who reads the rows cannot log in with them.
type account struct {
	Salt  []byte   `json:"salt"`
	Hash  []byte   `json:"hash"`
	Roles []string `json:"roles"`
}

// newAccount returns an account with a credential.
func newAccount(credential []byte, roles []string) (*account, error) {
	a := &account{Roles: roles}
	return a, a.setCredential(credential)
}

// unknownAccount returns an account that no credential matches.
func unknownAccount() *account {
	return &account{Salt: make([]byte, saltSize), Hash: make([]byte, sha256.Size)}
}

// setCredential replaces the credential.
func (a *account) setCredential(credential []byte) error {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return fmt.Errorf("access: salt: %w", err)
	}
	a.Salt, a.Hash = salt, hashCredential(salt, credential)
	return nil
}

// matches reports whether a credential is the account's.
func (a *account) matches(credential []byte) bool {
	return subtle.ConstantTimeCompare(a.Hash, hashCredential(a.Salt, credential)) == 1
}

// hashCredential hashes a credential with a salt.
func hashCredential(salt, credential []byte) []byte {
	h := sha256.New()
	// A hash never fails to take its input.
	_, _ = h.Write(salt)
	_, _ = h.Write(credential)
	return h.Sum(nil)
}

// networks parses a list of addresses and networks.
func networks(list []string) ([]netip.Prefix, aero.ResultCode) {
	var parsed []netip.Prefix
	for _, text := range list {
		text = strings.TrimSpace(text)
		if address, err := netip.ParseAddr(text); err == nil {
			address = address.Unmap()
			parsed = append(parsed, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, aero.CodeSecurityAllowlist
		}
		parsed = append(parsed, prefix.Masked())
	}
	return parsed, aero.CodeOK
}

// decode reads a row's JSON.
func decode(row []byte, into any) error {
	if err := json.Unmarshal(row, into); err != nil {
		return fmt.Errorf("%w: %w", ErrRow, err)
	}
	return nil
}
