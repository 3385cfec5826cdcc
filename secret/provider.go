package secret

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Provider loads the secrets of one scheme.
type Provider interface {
	// Load returns the secret at a reference of the provider's scheme. It returns an error that wraps ErrNotFound if the
	// place is empty, ErrTooLarge if it holds more than a secret may, or the reason why the place cannot be reached. The
	// caller owns the Value.
	Load(ctx context.Context, reference Reference) (Value, error)
}

// SizeMax bounds a secret in bytes, whatever provides it; certificates with their chains fit many times.
const SizeMax = 1 << 20

// Environment provides secrets from environment variables. The process's environment can be read by its owner and root, is
// inherited by children and cannot be wiped: prefer a file.
type Environment struct {
	// Lookup returns a variable, as os.LookupEnv does.
	Lookup func(name string) (string, bool)
}

// Load implements Provider.
func (e Environment) Load(_ context.Context, reference Reference) (Value, error) {
	text, found := e.Lookup(reference.Path)
	switch {
	case !found || text == "":
		return Value{}, fmt.Errorf("%w: the variable is not set", ErrNotFound)
	case len(text) > SizeMax:
		return Value{}, tooLarge()
	}
	return New([]byte(text)), nil
}

// Files provides secrets from files that hold one each, byte for byte but for a single line break at the end.
type Files struct {
	// Access says who else may be able to read the files.
	Access FileAccess
}

// FileAccess says which permissions of a file with a secret are accepted.
type FileAccess uint8

const (
	// OwnerOnly refuses files that the group or the world can read or write. It is the default.
	OwnerOnly FileAccess = iota
	// GroupMayRead accepts files that the group can read.
	GroupMayRead
	// AllMayRead accepts files that everybody can read, as on volumes of containers whose file system nobody else sees.
	AllMayRead
)

// Load implements Provider. A file with permissions that Access does not accept is refused with ErrExposed.
func (f Files) Load(_ context.Context, reference Reference) (Value, error) {
	file, err := os.Open(filepath.Clean(reference.Path))
	if err != nil {
		return Value{}, missing(err)
	}
	value, err := readSecret(file, f.Access)
	return value, closing(file, value, err)
}

// Folder provides secrets from a folder with one file each, as orchestrators mount them. The Path of a reference is a Name
// below the folder; symbolic links are followed within the folder only.
type Folder struct {
	// Path is the folder.
	Path string
	// Access says which permissions of its files are accepted.
	Access FileAccess
}

// Load implements Provider.
func (f Folder) Load(_ context.Context, reference Reference) (Value, error) {
	name, err := ParseName(reference.Path)
	if err != nil {
		return Value{}, err
	}
	root, err := os.OpenRoot(f.Path)
	if err != nil {
		return Value{}, missing(err)
	}
	value, err := f.loadFrom(root, name)
	return value, closing(root, value, err)
}

// loadFrom reads a secret below the opened folder.
func (f Folder) loadFrom(root *os.Root, name Name) (Value, error) {
	file, err := root.Open(filepath.FromSlash(string(name)))
	if err != nil {
		return Value{}, missing(err)
	}
	value, err := readSecret(file, f.Access)
	return value, closing(file, value, err)
}

// None provides nothing: every reference fails. It stands where secrets are switched off, in development.
type None struct{}

// Load implements Provider.
func (None) Load(context.Context, Reference) (Value, error) {
	return Value{}, fmt.Errorf("%w: secrets are switched off here", ErrNotFound)
}
