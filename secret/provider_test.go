package secret

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestEnvironment covers variables that are set, empty, missing and too large.
func TestEnvironment(t *testing.T) {
	variables := map[string]string{"SET": canary, "EMPTY": "", "HUGE": strings.Repeat("x", SizeMax+1)}
	r := NewResolver(map[Scheme]Provider{SchemeEnv: Environment{Lookup: func(name string) (string, bool) {
		text, found := variables[name]
		return text, found
	}}})
	v, err := r.Resolve(t.Context(), Reference{Scheme: SchemeEnv, Path: "SET"})
	if err != nil || reveal(t, v) != canary {
		t.Errorf("a variable: %v", err)
	}
	for name, want := range map[string]error{"EMPTY": ErrNotFound, "MISSING": ErrNotFound, "HUGE": ErrTooLarge} {
		if _, err := r.Resolve(t.Context(), Reference{Scheme: SchemeEnv, Path: name}); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFiles covers what a file may hold and who may read it.
func TestFiles(t *testing.T) {
	folder := t.TempDir()
	cases := []struct {
		name, content string
		mode          os.FileMode
		access        FileAccess
		want          string
		err           error
	}{
		{name: "plain", content: canary, mode: 0o600, want: canary},
		{name: "line", content: canary + "\n", mode: 0o400, want: canary},
		{name: "crlf", content: canary + "\r\n", mode: 0o600, want: canary},
		{name: "two lines", content: "a\nb\n\n", mode: 0o600, want: "a\nb\n"},
		{name: "empty", content: "\n", mode: 0o600, err: ErrNotFound},
		{name: "largest", content: strings.Repeat("x", SizeMax), mode: 0o600, want: strings.Repeat("x", SizeMax)},
		{name: "larger", content: strings.Repeat("x", SizeMax+1), mode: 0o600, err: ErrTooLarge},
		{name: "world", content: canary, mode: 0o644, err: ErrExposed},
		{name: "group", content: canary, mode: 0o640, err: ErrExposed},
		{name: "group accepted", content: canary, mode: 0o640, access: GroupMayRead, want: canary},
		{name: "world accepted", content: canary, mode: 0o444, access: AllMayRead, want: canary},
		{name: "writable", content: canary, mode: 0o666, access: AllMayRead, err: ErrExposed},
	}
	for _, c := range cases {
		if errors.Is(c.err, ErrExposed) && runtime.GOOS == "windows" {
			continue
		}
		path := filepath.Join(folder, c.name)
		mustWrite(t, path, c.content, c.mode)
		v, err := Files{Access: c.access}.Load(t.Context(), Reference{Scheme: SchemeFile, Path: path})
		if !errors.Is(err, c.err) || err == nil && reveal(t, v) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, path := range []string{filepath.Join(folder, "missing"), folder} {
		if _, err := (Files{}).Load(t.Context(), Reference{Path: path}); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestFolder covers a mounted folder, links inside it, and attempts to leave it.
func TestFolder(t *testing.T) {
	outside := t.TempDir()
	folder := filepath.Join(outside, "mounted")
	for _, dir := range []string{folder, filepath.Join(folder, "..data"), filepath.Join(folder, "client")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	mustWrite(t, filepath.Join(outside, "other"), "other", 0o600)
	mustWrite(t, filepath.Join(folder, "..data", "password"), canary, 0o600)
	mustWrite(t, filepath.Join(folder, "client", "token"), "t", 0o600)
	links := map[string]string{"password": filepath.Join("..data", "password"), "escape": filepath.Join("..", "other")}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
			t.Skip(err)
		}
	}
	f := Folder{Path: folder}
	for name, want := range map[string]string{"password": canary, "client/token": "t"} {
		v, err := f.Load(t.Context(), Reference{Path: name})
		if err != nil || reveal(t, v) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"escape", "../other", "/etc/passwd", "missing", "client"} {
		if _, err := f.Load(t.Context(), Reference{Path: name}); err == nil {
			t.Errorf("%s could be read", name)
		}
	}
	if _, err := (Folder{Path: filepath.Join(folder, "none")}).Load(t.Context(), Reference{Path: "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a missing folder: %v", err)
	}
}

// TestChain takes the first secret that is there and does not step over a failure.
func TestChain(t *testing.T) {
	broken := errors.New("sealed")
	found := fixed{value: "first"}
	for _, c := range []struct {
		chain Chain
		want  string
		err   error
	}{
		{chain: Chain{None{}, found, fixed{value: "second"}}, want: "first"},
		{chain: Chain{fixed{err: broken}, found}, err: broken},
		{chain: Chain{None{}, None{}}, err: ErrNotFound},
		{chain: Chain{}, err: ErrNotFound},
	} {
		v, err := c.chain.Load(t.Context(), Reference{})
		if !errors.Is(err, c.err) || err == nil && reveal(t, v) != c.want {
			t.Errorf("%v: %v", c, err)
		}
	}
}

// TestResolveAll names every failure at once and keeps nothing.
func TestResolveAll(t *testing.T) {
	r := NewResolver(map[Scheme]Provider{SchemeEnv: fixed{value: canary}, SchemeFile: None{}})
	env, file := Reference{Scheme: SchemeEnv, Path: "A"}, Reference{Scheme: SchemeFile, Path: "B"}
	values, err := r.ResolveAll(t.Context(), []Reference{env, env})
	if err != nil || len(values) != 2 || reveal(t, values[1]) != canary {
		t.Errorf("two that are there: %v", err)
	}
	values, err = r.ResolveAll(t.Context(), []Reference{env, file, {Scheme: SchemeVault, Path: "C", Key: "k"}})
	var which *ResolveError
	if values != nil || !errors.Is(err, ErrNotFound) || !errors.Is(err, ErrNoProvider) || !errors.As(err, &which) || which.Reference != file {
		t.Errorf("got %v, %v", values, err)
	}
	for _, part := range []string{"file:B", "vault:C#k", "env, file"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not tell %q: %v", part, err)
		}
	}
	if _, err := NewResolver(nil).Resolve(t.Context(), env); !errors.Is(err, ErrNoProvider) {
		t.Errorf("no providers: %v", err)
	}
}

// fixed is a provider with one answer.
type fixed struct {
	value string
	err   error
}

// Load implements Provider.
func (f fixed) Load(context.Context, Reference) (Value, error) {
	if f.err != nil {
		return Value{}, f.err
	}
	return New([]byte(f.value)), nil
}

// mustWrite writes a file with the mode, whatever the process's mask.
func mustWrite(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}
