package age

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/aerolith/aerolith/secret"
)

// version is the version of the plaintext; a reader refuses higher ones.
const version = 1

// sizeMax bounds a file and its plaintext in bytes.
const sizeMax = 16 << 20

// plaintext is the content of a file while it is open.
type plaintext struct {
	Version int               `json:"version"`
	Secrets map[string][]byte `json:"secrets"`
}

// wipe overwrites the secrets.
func (p *plaintext) wipe() {
	for _, plain := range p.Secrets {
		clear(plain)
	}
}

// decrypt opens an encrypted file. The caller wipes what is returned.
func decrypt(sealed []byte, keys Keys) (*plaintext, error) {
	if len(keys.Identities) == 0 {
		return nil, fmt.Errorf("%w: none was given", ErrWrongIdentity)
	}
	reader, err := age.Decrypt(bytes.NewReader(sealed), keys.Identities...)
	var noMatch *age.NoIdentityMatchError
	switch {
	case errors.As(err, &noMatch):
		return nil, ErrWrongIdentity
	case err != nil:
		return nil, fmt.Errorf("%w: its header cannot be read", ErrDamaged)
	}
	// The size of what is inside is less than that of the file, so that memory is bounded by what was read.
	plain := make([]byte, len(sealed))
	defer clear(plain)
	length, err := io.ReadFull(reader, plain)
	if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: its content fails the check of authenticity", ErrDamaged)
	}
	return decode(plain[:length])
}

// decode reads the plaintext. Errors of the JSON decoder may repeat a part of it and are not passed on.
func decode(plain []byte) (*plaintext, error) {
	p := &plaintext{}
	if err := json.Unmarshal(plain, p); err != nil {
		p.wipe()
		return nil, fmt.Errorf("%w: its content is not the JSON that was expected", ErrDamaged)
	}
	if p.Version != version {
		p.wipe()
		return nil, fmt.Errorf("%w: %d, this program knows %d", ErrVersion, p.Version, version)
	}
	for name := range p.Secrets {
		if _, err := secret.ParseName(name); err != nil {
			p.wipe()
			return nil, fmt.Errorf("%w: it holds an entry with a malformed name", ErrDamaged)
		}
	}
	return p, nil
}

// encrypt closes the content for the recipients.
func encrypt(p *plaintext, recipients []age.Recipient) ([]byte, error) {
	if len(recipients) == 0 {
		return nil, ErrNoRecipient
	}
	plain, err := json.Marshal(p)
	if err != nil {
		return nil, errors.New("age: encode the secrets")
	}
	defer clear(plain)
	var sealed bytes.Buffer
	writer, err := age.Encrypt(&sealed, recipients...)
	if err != nil {
		return nil, fmt.Errorf("age: encrypt: %w", err)
	}
	if _, err := writer.Write(plain); err != nil {
		return nil, fmt.Errorf("age: encrypt: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("age: encrypt: %w", err)
	}
	if sealed.Len() > sizeMax {
		return nil, fmt.Errorf("%w: the file would have %d bytes, at most %d are allowed", secret.ErrTooLarge, sealed.Len(), sizeMax)
	}
	return sealed.Bytes(), nil
}
