package age

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/aerolith/aerolith/secret"
)

// File is an encrypted file of secrets. Several processes may read it while one changes it: a change writes a new file
// beside it, syncs it, and gives it the name.
type File struct {
	path string
	keys Keys
}

// At returns the file at a path, to be opened with the keys. It does no I/O.
func At(path string, keys Keys) *File { return &File{path: filepath.Clean(path), keys: keys} }

// Create makes a new file without secrets. It returns an error that wraps fs.ErrExist if there is one already.
func (f *File) Create() error {
	sealed, err := encrypt(&plaintext{Version: version, Secrets: map[string][]byte{}}, f.keys.Recipients)
	if err != nil {
		return err
	}
	temporary, err := f.writeBeside(sealed)
	if err != nil {
		return err
	}
	// A link, unlike a rename, fails where the name is taken.
	err = os.Link(temporary, f.path)
	if err := errors.Join(err, os.Remove(temporary)); err != nil {
		return fmt.Errorf("age: create the secrets file: %w", err)
	}
	return f.syncFolder()
}

// Get returns a secret. It returns an error that wraps secret.ErrNotFound if the file has no such entry.
func (f *File) Get(name secret.Name) (secret.Value, error) {
	p, _, err := f.open()
	if err != nil {
		return secret.Value{}, err
	}
	defer p.wipe()
	plain, found := p.Secrets[string(name)]
	if !found {
		return secret.Value{}, fmt.Errorf("%w: the file has no such entry", secret.ErrNotFound)
	}
	return secret.New(plain), nil
}

// Names returns the names of all secrets, sorted.
func (f *File) Names() ([]secret.Name, error) {
	p, _, err := f.open()
	if err != nil {
		return nil, err
	}
	defer p.wipe()
	names := make([]secret.Name, 0, len(p.Secrets))
	for name := range maps.Keys(p.Secrets) {
		names = append(names, secret.Name(name))
	}
	slices.Sort(names)
	return names, nil
}

// Set stores a secret under a name, in the place of an older one.
func (f *File) Set(name secret.Name, value secret.Value) error {
	return f.change(f.keys, func(p *plaintext) error {
		return value.Use(func(plain []byte) error {
			clear(p.Secrets[string(name)])
			p.Secrets[string(name)] = append([]byte(nil), plain...)
			return nil
		})
	})
}

// Delete removes a secret. It returns an error that wraps secret.ErrNotFound if there is none of the name.
func (f *File) Delete(name secret.Name) error {
	return f.change(f.keys, func(p *plaintext) error {
		plain, found := p.Secrets[string(name)]
		if !found {
			return fmt.Errorf("%w: the file has no such entry", secret.ErrNotFound)
		}
		clear(plain)
		delete(p.Secrets, string(name))
		return nil
	})
}

// Rekey encrypts the file anew, so that from now on the other keys open it. Copies of the old file can still be opened with the old
// keys: change the secrets too if those became known.
func (f *File) Rekey(keys Keys) error {
	if err := f.change(keys, func(*plaintext) error { return nil }); err != nil {
		return err
	}
	f.keys = keys
	return nil
}

// change reads the file, changes its content, and replaces it by one that is encrypted for the keys' recipients. It fails
// with ErrChanged where somebody else replaced the file meanwhile.
func (f *File) change(keys Keys, edit func(*plaintext) error) error {
	p, before, err := f.open()
	if err != nil {
		return err
	}
	defer p.wipe()
	if err := edit(p); err != nil {
		return err
	}
	sealed, err := encrypt(p, keys.Recipients)
	if err != nil {
		return err
	}
	temporary, err := f.writeBeside(sealed)
	if err != nil {
		return err
	}
	if err := f.replace(temporary, before); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return f.syncFolder()
}

// open reads and decrypts the file and returns its content with the sum of the encrypted bytes.
func (f *File) open() (*plaintext, [sha256.Size]byte, error) {
	sealed, err := f.read()
	if err != nil {
		return nil, [sha256.Size]byte{}, err
	}
	p, err := decrypt(sealed, f.keys)
	if err == nil && p.Secrets == nil {
		p.Secrets = map[string][]byte{}
	}
	return p, sha256.Sum256(sealed), err
}

// read reads the encrypted file.
func (f *File) read() ([]byte, error) {
	file, err := os.Open(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %w", secret.ErrNotFound, err)
	case err != nil:
		return nil, fmt.Errorf("age: open the secrets file: %w", err)
	}
	sealed, err := io.ReadAll(io.LimitReader(file, sizeMax+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("age: read the secrets file: %w", err)
	}
	if len(sealed) > sizeMax {
		return nil, fmt.Errorf("%w: the secrets file has more than %d bytes", secret.ErrTooLarge, sizeMax)
	}
	return sealed, nil
}

// Provider provides the entries of encrypted files to a secret.Resolver: the reference's path is the file, its key the name.
type Provider struct {
	// Keys open the files.
	Keys Keys
}

// Load implements secret.Provider.
func (p Provider) Load(_ context.Context, reference secret.Reference) (secret.Value, error) {
	name, err := secret.ParseName(reference.Key)
	if err != nil {
		return secret.Value{}, err
	}
	return At(reference.Path, p.Keys).Get(name)
}
