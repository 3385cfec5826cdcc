//go:build unix && !race

package canary

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/aerolith/aerolith/internal/app"
	"github.com/aerolith/aerolith/secret"
)

// panicVariable makes the test binary panic with a secret in memory instead of running tests; its value is the secret.
const panicVariable = "AEROLITH_CANARY_PANIC"

// TestPanicShowsNoSecret lets a process panic while many goroutines hold a secret, as values, in options and in the middle of its use,
// with everything that the runtime can print about it.
func TestPanicShowsNoSecret(t *testing.T) {
	if plain := os.Getenv(panicVariable); plain != "" {
		panicWith([]byte(plain))
	}
	const plain = "c4nary-of-panics-58 \"x\" + more than one word of memory"
	for _, level := range []string{"single", "all", "system"} {
		command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPanicShowsNoSecret$")
		command.Env = append(os.Environ(), panicVariable+"="+plain, "GOTRACEBACK="+level)
		output, err := command.CombinedOutput()
		if err == nil || !bytes.Contains(output, []byte("panic: planted")) {
			t.Fatalf("it was to panic: %v\n%s", err, output)
		}
		for _, leak := range leaks(output, map[string]string{"a panic": plain}) {
			t.Errorf("GOTRACEBACK=%s: %s in\n%s", level, leak, output)
		}
	}
}

// panicWith holds a secret in some goroutines and panics.
func panicWith(plain []byte) {
	value := secret.New(plain)
	options := app.DefaultOptions()
	options.AdminPassword = value
	resolver := secret.NewResolver(map[secret.Scheme]secret.Provider{secret.SchemeEnv: secret.Environment{
		Lookup: func(string) (string, bool) { return string(plain), true },
	}})
	holding := make(chan struct{})
	for range 4 {
		go func() {
			_ = value.Use(func([]byte) error {
				holding <- struct{}{}
				select {}
			})
		}()
		<-holding
	}
	resolved, err := resolver.Resolve(context.Background(), secret.Reference{Scheme: secret.SchemeEnv, Path: "X"})
	if err != nil {
		panic(err)
	}
	_ = resolved.Use(func(inner []byte) error { return fall(options, resolver, inner) })
}

// fall panics in the middle of a use.
func fall(options app.Options, resolver *secret.Resolver, plain []byte) error {
	if resolver == nil || options.AdminPassword.IsZero() {
		return nil
	}
	panic("planted: " + string(plain[:0]))
}
