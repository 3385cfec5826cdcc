package age

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	agelib "filippo.io/age"

	"github.com/aerolith/aerolith/secret"
)

// canary is a secret that no error may contain.
const canary = "correct horse battery"

// TestLife makes a file, stores, reads, lists, deletes and rekeys, through a second handle as another process would.
func TestLife(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.age")
	keys := newKeys(t)
	file, other := At(path, keys), At(path, keys)
	must(t, file.Create())
	if err := file.Create(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("created twice: %v", err)
	}
	must(t, file.Set("client/password", secret.New([]byte(canary))))
	must(t, other.Set("token", secret.New([]byte{0, 255, '\n'})))
	must(t, file.Set("token", secret.New([]byte("new"))))
	names, err := other.Names()
	if err != nil || len(names) != 2 || names[0] != "client/password" || names[1] != "token" {
		t.Errorf("names %v, %v", names, err)
	}
	wantSecret(t, other, "client/password", canary)
	wantSecret(t, other, "token", "new")
	must(t, other.Delete("token"))
	for _, err := range []error{other.Delete("token"), errorOf(file.Get("token"))} {
		if !errors.Is(err, secret.ErrNotFound) {
			t.Errorf("a deleted secret: %v", err)
		}
	}
	next := newKeys(t)
	must(t, file.Rekey(next))
	wantSecret(t, file, "client/password", canary)
	if err := errorOf(other.Get("client/password")); !errors.Is(err, ErrWrongIdentity) {
		t.Errorf("the old key: %v", err)
	}
	wantNothingBeside(t, path)
}

// TestProvider resolves references to entries.
func TestProvider(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.age")
	keys := newKeys(t)
	must(t, At(path, keys).Create())
	must(t, At(path, keys).Set("a", secret.New([]byte(canary))))
	r := secret.NewResolver(map[secret.Scheme]secret.Provider{secret.SchemeAge: Provider{Keys: keys}})
	v, err := r.Resolve(t.Context(), secret.Reference{Scheme: secret.SchemeAge, Path: path, Key: "a"})
	if err != nil || reveal(t, v) != canary {
		t.Errorf("an entry: %v", err)
	}
	for _, c := range []struct {
		reference secret.Reference
		want      error
	}{
		{secret.Reference{Scheme: secret.SchemeAge, Path: path, Key: "b"}, secret.ErrNotFound},
		{secret.Reference{Scheme: secret.SchemeAge, Path: path + "x", Key: "a"}, secret.ErrNotFound},
		{secret.Reference{Scheme: secret.SchemeAge, Path: path, Key: "../a"}, secret.ErrName},
	} {
		if _, err := r.Resolve(context.Background(), c.reference); !errors.Is(err, c.want) {
			t.Errorf("%v: %v", c.reference, err)
		}
	}
}

// TestPassphrase opens with the right passphrase only.
func TestPassphrase(t *testing.T) {
	const cheap = 10
	path := filepath.Join(t.TempDir(), "secrets.age")
	right, err := passphraseKeys(secret.New([]byte(canary)), cheap)
	must(t, err)
	wrong, err := passphraseKeys(secret.New([]byte("wrong")), cheap)
	must(t, err)
	must(t, At(path, right).Create())
	must(t, At(path, right).Set("a", secret.New([]byte("b"))))
	wantSecret(t, At(path, right), "a", "b")
	if err := errorOf(At(path, wrong).Get("a")); err == nil || strings.Contains(err.Error(), "wrong") {
		t.Errorf("the wrong passphrase: %v", err)
	}
	if _, err := Passphrase(secret.New([]byte{})); err == nil {
		t.Error("an empty passphrase is accepted")
	}
}

// TestIdentities reads identity files and does not repeat what it refuses.
func TestIdentities(t *testing.T) {
	identity, recipient, err := GenerateKey()
	must(t, err)
	text := reveal(t, identity)
	keys, err := Identities(secret.New([]byte("# made today\n\n"+text+text)), nil)
	if err != nil || len(keys.Identities) != 2 || len(keys.Recipients) != 2 {
		t.Errorf("a good file: %v", err)
	}
	if _, err := ParseRecipients([]string{recipient}); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "# nothing\n", canary + "\n", text + "AGE-PLUGIN-X-1QQ\n", strings.ToLower(text)} {
		_, err := Identities(secret.New([]byte(bad)), nil)
		if !errors.Is(err, ErrWrongIdentity) || strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), text[20:40]) {
			t.Errorf("a bad identity file: %v", err)
		}
	}
	if _, err := ParseRecipients([]string{recipient, canary}); err == nil || strings.Contains(err.Error(), canary) {
		t.Errorf("a bad recipient: %v", err)
	}
}

// TestEveryByteMatters changes, cuts and extends a file at each byte: it is refused, without a word of what it holds.
func TestEveryByteMatters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.age")
	keys := newKeys(t)
	must(t, At(path, keys).Create())
	must(t, At(path, keys).Set("a", secret.New([]byte(canary))))
	sealed, err := os.ReadFile(path)
	must(t, err)
	if bytes.Contains(sealed, []byte(canary)) {
		t.Fatal("the file is not encrypted")
	}
	for i := range sealed {
		flipped := bytes.Clone(sealed)
		flipped[i] ^= 1
		for _, damaged := range [][]byte{flipped, sealed[:i]} {
			if _, err := decrypt(damaged, keys); err == nil || strings.Contains(err.Error(), canary) {
				t.Fatalf("damage at byte %d: %v", i, err)
			}
		}
	}
	if _, err := decrypt(append(bytes.Clone(sealed), 0), keys); !errors.Is(err, ErrDamaged) {
		t.Errorf("a byte too many: %v", err)
	}
}

// TestContent covers plaintexts that this program did not write.
func TestContent(t *testing.T) {
	for content, want := range map[string]error{
		`{"version":1,"secrets":{"a":"eA=="}}`:           nil,
		`{"version":2,"secrets":{}}`:                     ErrVersion,
		`{"version":1,"secrets":{"../a":"eA=="}}`:        ErrDamaged,
		`{"version":1,"secrets":{"a":"` + canary + `"}}`: ErrDamaged,
		canary: ErrDamaged,
	} {
		p, err := decode([]byte(content))
		if !errors.Is(err, want) || err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", content, err)
		}
		if err == nil && string(p.Secrets["a"]) != "x" {
			t.Errorf("%s: read %q", content, p.Secrets)
		}
	}
}

// TestMeanwhile refuses to overwrite what somebody else has written since the file was read.
func TestMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.age")
	keys := newKeys(t)
	file := At(path, keys)
	must(t, file.Create())
	err := file.change(keys, func(p *plaintext) error {
		p.Secrets["mine"] = []byte("m")
		return At(path, keys).Set("theirs", secret.New([]byte("t")))
	})
	if !errors.Is(err, ErrChanged) {
		t.Errorf("got %v", err)
	}
	wantSecret(t, file, "theirs", "t")
	wantNothingBeside(t, path)
}

// TestLimits refuses files without recipient and above the size.
func TestLimits(t *testing.T) {
	if _, err := encrypt(&plaintext{}, nil); !errors.Is(err, ErrNoRecipient) {
		t.Error(err)
	}
	big := &plaintext{Version: version, Secrets: map[string][]byte{"a": make([]byte, sizeMax)}}
	if _, err := encrypt(big, newKeys(t).Recipients); !errors.Is(err, secret.ErrTooLarge) {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "big")
	must(t, os.WriteFile(path, make([]byte, sizeMax+1), 0o600))
	if err := errorOf(At(path, newKeys(t)).Get("a")); !errors.Is(err, secret.ErrTooLarge) {
		t.Error(err)
	}
}

// FuzzContent feeds the decoder of the plaintext.
func FuzzContent(f *testing.F) {
	f.Add([]byte(`{"version":1,"secrets":{"a":"eA=="}}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := decode(content)
		if err != nil {
			return
		}
		again, err := json.Marshal(p)
		must(t, err)
		if _, err := decode(again); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
	})
}

// newKeys returns the keys of a new X25519 identity.
func newKeys(t *testing.T) Keys {
	t.Helper()
	identity, err := agelib.GenerateX25519Identity()
	must(t, err)
	return Keys{Identities: []agelib.Identity{identity}, Recipients: []agelib.Recipient{identity.Recipient()}}
}

// wantSecret checks an entry of a file.
func wantSecret(t *testing.T, f *File, name secret.Name, want string) {
	t.Helper()
	v, err := f.Get(name)
	if err != nil || reveal(t, v) != want {
		t.Errorf("%s: %v", name, err)
	}
}

// wantNothingBeside checks that no temporary file was left.
func wantNothingBeside(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// errorOf drops the value of a call.
func errorOf(_ secret.Value, err error) error { return err }

// reveal returns a secret as a string.
func reveal(t *testing.T, v secret.Value) string {
	t.Helper()
	var text string
	must(t, v.Use(func(plain []byte) error { text = string(plain); return nil }))
	return text
}

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
