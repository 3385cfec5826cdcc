package age

import (
	"bytes"
	"fmt"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"github.com/aerolith/aerolith/secret"
)

// Keys are what a file is opened with and what it is closed with.
type Keys struct {
	// Identities open the file; one that fits is enough.
	Identities []age.Identity
	// Recipients are those who will be able to open what is written. A passphrase stands alone.
	Recipients []age.Recipient
}

// workFactorDefault is the cost of guessing a passphrase once, as the exponent of scrypt's N; 18 takes about a second.
const workFactorDefault = 18

// workFactorMax bounds the cost that a file may ask for, so that a forged one cannot occupy the machine for minutes.
const workFactorMax = 20

// Passphrase returns the keys of a file that is locked with a passphrase. The library takes the passphrase as a string, whose
// memory nobody can wipe: prefer a key where the process lives long.
func Passphrase(passphrase secret.Value) (Keys, error) {
	return passphraseKeys(passphrase, workFactorDefault)
}

// passphraseKeys is Passphrase with a work factor.
func passphraseKeys(passphrase secret.Value, workFactor int) (Keys, error) {
	var keys Keys
	err := passphrase.Use(func(plain []byte) error {
		identity, err := age.NewScryptIdentity(string(plain))
		if err != nil {
			return fmt.Errorf("age: passphrase: %w", err)
		}
		identity.SetMaxWorkFactor(workFactorMax)
		recipient, err := age.NewScryptRecipient(string(plain))
		if err != nil {
			return fmt.Errorf("age: passphrase: %w", err)
		}
		recipient.SetWorkFactor(workFactor)
		keys = Keys{Identities: []age.Identity{hideIdentity(identity)}, Recipients: []age.Recipient{hideRecipient(recipient)}}
		return nil
	})
	return keys, err
}

// GenerateKey returns a new X25519 key in the text form that identity files hold, and its public recipient, which may be
// printed.
func GenerateKey() (identity secret.Value, recipient string, err error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return secret.Value{}, "", fmt.Errorf("age: generate a key: %w", err)
	}
	return secret.New([]byte(key.String() + "\n")), key.Recipient().String(), nil
}

// Identities returns the keys that an identity file holds: a line each, empty lines and those that begin with # are left
// out. Lines are AGE-SECRET-KEY-1… for X25519 keys and AGE-PLUGIN-…-1… for identities of plugins, which ask the person through
// ui; a nil ui refuses plugins. What is written is for all keys of the file. The error names the line, never its content.
func Identities(file secret.Value, ui *plugin.ClientUI) (Keys, error) {
	var keys Keys
	err := file.Use(func(plain []byte) error {
		number := 0
		for line := range bytes.Lines(plain) {
			number++
			line = bytes.TrimSpace(line)
			if len(line) == 0 || line[0] == '#' {
				continue
			}
			identity, recipient, err := parseIdentity(string(line), ui)
			if err != nil {
				return fmt.Errorf("age: identity file, line %d: %w", number, err)
			}
			keys.Identities = append(keys.Identities, identity)
			keys.Recipients = append(keys.Recipients, recipient)
		}
		return nil
	})
	if err == nil && len(keys.Identities) == 0 {
		err = fmt.Errorf("%w: the identity file holds no key", ErrWrongIdentity)
	}
	return keys, err
}

// parseIdentity reads one line of an identity file. The library's errors may repeat the line and are not passed on.
func parseIdentity(line string, ui *plugin.ClientUI) (age.Identity, age.Recipient, error) {
	if strings.HasPrefix(line, "AGE-PLUGIN-") {
		if ui == nil {
			return nil, nil, fmt.Errorf("%w: plugins are not accepted here", ErrWrongIdentity)
		}
		identity, err := plugin.NewIdentity(line, ui)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: not the identity of a plugin", ErrWrongIdentity)
		}
		return hideIdentity(identity), identity.Recipient(), nil
	}
	identity, err := age.ParseX25519Identity(line)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: not an X25519 key (AGE-SECRET-KEY-1…)", ErrWrongIdentity)
	}
	return hideIdentity(identity), identity.Recipient(), nil
}

// ParseRecipients reads public X25519 recipients, such as age1…, as further readers of a file.
func ParseRecipients(texts []string) ([]age.Recipient, error) {
	recipients := make([]age.Recipient, 0, len(texts))
	for i, text := range texts {
		recipient, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, fmt.Errorf("age: recipient %d is not an X25519 recipient (age1…)", i+1)
		}
		recipients = append(recipients, recipient)
	}
	return recipients, nil
}
