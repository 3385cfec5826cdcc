package wire

import (
	"bytes"
	"encoding/base64"
	"fmt"

	//lint:ignore SA1019 passwords travel as bcrypt hashes with a salt that the protocol fixes; the bcrypt package offers no fixed salt
	"golang.org/x/crypto/blowfish"
)

// The form of a credential: bcrypt of cost 10 with a salt that is the same everywhere.
const (
	credentialCost   = 10
	credentialPrefix = "$2a$10$"
	credentialSalt   = "7EqJtq98hPqEX7fNZaFWoO"
	credentialMagic  = "OrpheanBeholderScryDoubt"
	credentialRounds = 64
	credentialWords  = 3
	// credentialSize is how many bytes of the encrypted words are shown; bcrypt has always dropped the last.
	credentialSize = 23
	// passwordMax is how many bytes of a password count.
	passwordMax = 72
)

// bcryptAlphabet are the digits of bcrypt's base 64.
const bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// Credential is CredentialOf for a password in a string.
func Credential(password string) ([]byte, error) { return CredentialOf([]byte(password)) }

// CredentialOf returns what a client sends in place of a password: a hash that takes tens of milliseconds to compute.
// Clients hash with one salt that all of them share, so that the hash is as good as the password to whoever reads it:
// it must be kept secret, too. It fails only if the cipher refuses the password, which no length does.
func CredentialOf(password []byte) ([]byte, error) {
	salt := decodeBcrypt(credentialSalt)
	key := append(bytes.Clone(password[:min(len(password), passwordMax)]), 0)
	defer clear(key)
	cipher, err := blowfish.NewSaltedCipher(key, salt)
	if err != nil {
		return nil, fmt.Errorf("wire: credential: %w", err)
	}
	for range 1 << credentialCost {
		blowfish.ExpandKey(key, cipher)
		blowfish.ExpandKey(salt, cipher)
	}
	words := []byte(credentialMagic)
	for i := range credentialWords {
		block := words[i*blowfish.BlockSize : (i+1)*blowfish.BlockSize]
		for range credentialRounds {
			cipher.Encrypt(block, block)
		}
	}
	return append([]byte(credentialPrefix+credentialSalt), encodeBcrypt(words[:credentialSize])...), nil
}

// bcryptBase64 returns bcrypt's base 64, which has no padding.
func bcryptBase64() *base64.Encoding {
	return base64.NewEncoding(bcryptAlphabet).WithPadding(base64.NoPadding)
}

// encodeBcrypt writes bytes in bcrypt's base 64, without padding.
func encodeBcrypt(b []byte) []byte { return bcryptBase64().AppendEncode(nil, b) }

// decodeBcrypt is the inverse of encodeBcrypt for a text that is known to be right.
func decodeBcrypt(text string) []byte {
	b, err := bcryptBase64().DecodeString(text)
	if err != nil {
		return nil
	}
	return b
}
