package secret

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Scheme says where a reference points to.
type Scheme string

// The schemes.
const (
	// SchemeEnv is an environment variable: env:NAME.
	SchemeEnv Scheme = "env"
	// SchemeFile is a file that holds one secret: file:PATH.
	SchemeFile Scheme = "file"
	// SchemeAge is an entry of an encrypted file: age:PATH#KEY.
	SchemeAge Scheme = "age"
	// SchemeVault is a field of a secret in Vault's or OpenBao's KV engine, version 2: vault:PATH#KEY.
	SchemeVault Scheme = "vault"
)

// Reference names the place of a secret. It is no secret itself and may be printed.
type Reference struct {
	// Scheme says which provider knows the place.
	Scheme Scheme
	// Path is a variable's name, a file's path or a path in Vault.
	Path string
	// Key is the entry at Path; empty for the schemes that have none.
	Key string
}

// shapes says how the references of each scheme are written.
func shapes() map[Scheme]shape {
	return map[Scheme]shape{
		SchemeEnv:   {text: "env:NAME"},
		SchemeFile:  {text: "file:PATH"},
		SchemeAge:   {text: "age:PATH#KEY", keyed: true},
		SchemeVault: {text: "vault:PATH#KEY", keyed: true},
	}
}

// shape is the form of one scheme's references.
type shape struct {
	text  string
	keyed bool
}

// referenceMax bounds the text of a reference in bytes.
const referenceMax = 4096

// IsReference reports whether a text begins like a reference of a known scheme. It says nothing about the rest.
func IsReference(text string) bool {
	scheme, _, found := strings.Cut(text, ":")
	_, known := shapes()[Scheme(scheme)]
	return found && known
}

// ParseReference reads a reference. It returns an error that wraps ErrNotReference, and that does not repeat the text,
// if it is none: people do write a password where a reference belongs.
func ParseReference(text string) (Reference, error) {
	scheme, rest, _ := strings.Cut(text, ":")
	form, known := shapes()[Scheme(scheme)]
	if !known {
		return Reference{}, fmt.Errorf("%w: store the secret and write where it is: %s", ErrNotReference, forms())
	}
	r := Reference{Scheme: Scheme(scheme), Path: rest}
	if form.keyed {
		r.Path, r.Key, _ = cutLast(rest, "#")
	}
	if err := r.check(form, len(text)); err != nil {
		return Reference{}, err
	}
	return r, nil
}

// check finds what is wrong with a reference whose text had the length.
func (r Reference) check(form shape, length int) error {
	switch {
	case length > referenceMax:
		return fmt.Errorf("%w: longer than %d bytes", ErrNotReference, referenceMax)
	case r.Path == "" || form.keyed && r.Key == "":
		return fmt.Errorf("%w: incomplete, it must read %s", ErrNotReference, form.text)
	case strings.ContainsFunc(r.Path+r.Key, isControl):
		return fmt.Errorf("%w: control characters in it", ErrNotReference)
	}
	return nil
}

// String returns the text of the reference.
func (r Reference) String() string {
	if r.Key == "" {
		return string(r.Scheme) + ":" + r.Path
	}
	return string(r.Scheme) + ":" + r.Path + "#" + r.Key
}

// MarshalText returns the text of the reference.
func (r Reference) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a reference; see ParseReference.
func (r *Reference) UnmarshalText(text []byte) error {
	parsed, err := ParseReference(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// Within returns the reference with its path taken from a folder, where it is a relative path of a file.
func (r Reference) Within(folder string) Reference {
	if (r.Scheme == SchemeFile || r.Scheme == SchemeAge) && !filepath.IsAbs(r.Path) {
		r.Path = filepath.Join(folder, r.Path)
	}
	return r
}

// forms lists how references are written.
func forms() string {
	known := shapes()
	return strings.Join([]string{known[SchemeEnv].text, known[SchemeFile].text, known[SchemeAge].text, known[SchemeVault].text}, ", ")
}

// cutLast is strings.Cut at the last separator.
func cutLast(text, separator string) (before, after string, found bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
}

// isControl reports whether a character has no place in a reference.
func isControl(r rune) bool { return r < ' ' || r == 0x7f }
