package canary

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/aerolith/aerolith/internal/app"
	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/secret/age"
	"github.com/aerolith/aerolith/secret/vault"
)

// TestValuesDoNotPrint prints everything that holds a secret with every verb, as JSON, XML and gob, into logs, wrapped in other
// values and in errors.
func TestValuesDoNotPrint(t *testing.T) {
	const plain = "c4nary-of-values-93"
	value := secret.New([]byte(plain))
	secrets := map[string]string{"a value": plain}
	options := app.DefaultOptions()
	options.AdminPassword = value
	fixed := secret.NewResolver(map[secret.Scheme]secret.Provider{secret.SchemeEnv: secret.Environment{
		Lookup: func(string) (string, bool) { return plain, true },
	}})
	atVault := vault.DefaultOptions()
	atVault.Address = "https://127.0.0.1:1"
	atVault.Token = vault.From(fixed, secret.Reference{Scheme: secret.SchemeEnv, Path: "X"})
	provider, err := vault.New(atVault)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := age.Passphrase(secret.New([]byte(plain)))
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := age.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	identities, err := age.Identities(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	secrets["an identity"] = identityBytes(t, key)
	withAge := secret.NewResolver(map[secret.Scheme]secret.Provider{secret.SchemeAge: age.Provider{Keys: keys}, secret.SchemeVault: provider})
	holders := []any{
		identities, age.At("y.age", identities), withAge,
		value, &value,
		[]secret.Value{value},
		map[string]secret.Value{"k": value},
		struct{ V any }{&value},
		options, &options, fixed, atVault, provider, keys, age.At("x.age", keys), errors.Join(fmt.Errorf("wrapped: %v", value)),
		&secret.Rotation{Resolver: fixed},
	}
	var out bytes.Buffer
	for _, handler := range []slog.Handler{
		slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}), slog.NewJSONHandler(&out, nil),
	} {
		log := slog.New(handler)
		for _, holder := range holders {
			log.LogAttrs(context.Background(), slog.LevelError, "holder", slog.Any("value", holder), slog.Group("in", slog.Any("value", holder)))
		}
	}
	for _, holder := range holders {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%T", "%p", "%b", "%o", "%U", "%c", "%e"} {
			fmt.Fprintf(&out, verb+"\n", holder)
		}
		// What cannot be encoded says so in the error, which is searched as well.
		fmt.Fprintln(&out, json.NewEncoder(&out).Encode(holder))
		fmt.Fprintln(&out, xml.NewEncoder(&out).Encode(holder))
		fmt.Fprintln(&out, gob.NewEncoder(&out).Encode(holder))
	}
	fmt.Fprintln(&out, panicText(value))
	for line := range bytes.Lines(out.Bytes()) {
		for _, leak := range leaks(line, secrets) {
			t.Errorf("%s: %.120s", leak, line)
		}
	}
}

// identityBytes returns the text of a key without its prefix, which is no secret.
func identityBytes(t *testing.T, key secret.Value) (text string) {
	t.Helper()
	err := key.Use(func(plain []byte) error {
		text = string(bytes.TrimPrefix(bytes.TrimSpace(plain), []byte("AGE-SECRET-KEY-1")))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// panicText returns what a panic with a value says.
func panicText(value any) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	panic(fmt.Sprintf("broken: %v", value))
}
