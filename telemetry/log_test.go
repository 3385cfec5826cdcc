package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/slogtest"

	"github.com/aerolith/aerolith/secret"
)

// canary is a secret that must not come out.
const canary = "canary-5d1f-value"

// TestCanary logs a secret in every form in which programs do; it never comes out, and what is no secret does.
func TestCanary(t *testing.T) {
	type login struct {
		User     string
		Password string
		hidden   string
		Nested   map[string]any
	}
	bag := login{"ann", canary, canary, map[string]any{"API-Key": canary, "list": []any{"x", map[string]string{"token": canary}}}}
	for _, make := range []func(io.Writer) slog.Handler{
		func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	} {
		var out bytes.Buffer
		log := slog.New(Redacting(make(&out), new(Levels).Of("x"), "spell"))
		log.Info("message with password="+canary+" in it", "kept", "seen-1")
		log.Info("url", "at", "aerospike://ann:"+canary+"@host/ns", "query", "a=1&token="+canary+"&b=2", "other", "seen-2")
		log.Info("names", "password", canary, "Client-Secret", canary, "access_token", canary, "magicSpell", canary, "n", 7)
		log.Info("values", "v", secret.New([]byte(canary)), "bag", bag, "pointer", &bag, "bytes", []byte(canary))
		log.Info("errors", "err", fmt.Errorf("login: %w", errors.New("Authorization: Bearer "+canary)), "nil", (*strings.Builder)(nil))
		log.Info("group", slog.Group("g", "passphrase", canary, slog.Group("h", "cookie", canary, "kept", "seen-3")))
		log.With("pwd", canary, "kept", "seen-4").WithGroup("credentials").Info("with", "x", canary)
		log.WithGroup("plain").With("secret_key", canary).Info("with", "user", "seen-5")
		log.Info(`json {"password": "` + canary + `", "user": "seen-6"}`)
		if text := out.String(); strings.Contains(text, canary) || strings.Contains(text, canary[:11]) {
			t.Errorf("came out:\n%s", text)
		}
		for i := 1; i <= 6; i++ {
			if !strings.Contains(out.String(), fmt.Sprint("seen-", i)) {
				t.Errorf("seen-%d is missing in\n%s", i, out.String())
			}
		}
	}
}

// TestHandler holds the handler to the rules of slog.
func TestLogHandler(t *testing.T) {
	var out bytes.Buffer
	err := slogtest.TestHandler(Redacting(slog.NewJSONHandler(&out, nil), slog.LevelDebug), func() (all []map[string]any) {
		for line := range bytes.Lines(out.Bytes()) {
			var one map[string]any
			if err := json.Unmarshal(line, &one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
		return all
	})
	if err != nil {
		t.Error(err)
	}
}

// TestLevels changes levels while handlers exist.
func TestLevels(t *testing.T) {
	var levels Levels
	next := slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelDebug})
	engine, client := Redacting(next, levels.Of("engine")), Redacting(next, levels.Of("client"))
	check := func(wantEngine, wantClient bool) {
		t.Helper()
		ctx := context.Background()
		if engine.Enabled(ctx, slog.LevelDebug) != wantEngine || client.Enabled(ctx, slog.LevelDebug) != wantClient {
			t.Errorf("levels are %v", levels.All())
		}
	}
	check(false, false)
	levels.Set("engine", slog.LevelDebug)
	check(true, false)
	levels.Set("", slog.LevelDebug)
	levels.Set("engine", slog.LevelError)
	check(false, true)
	levels.Unset("engine")
	check(true, true)
}

// FuzzRedaction puts a secret behind a name, in texts of any kind around it: it does not come out.
func FuzzRedaction(f *testing.F) {
	f.Add("a", "b")
	f.Add("x=", "&")
	n := newNames(nil)
	f.Fuzz(func(t *testing.T, before, after string) {
		if got := n.text(before + " password=" + canary + " " + after); strings.Contains(got, canary) {
			t.Errorf("came out: %q", got)
		}
	})
}

// BenchmarkLog measures what redaction costs, and what a record below the level does.
func BenchmarkLog(b *testing.B) {
	plain := slog.NewTextHandler(io.Discard, nil)
	for name, handler := range map[string]slog.Handler{
		"plain": plain, "redacting": Redacting(plain, slog.LevelInfo), "off": Redacting(plain, slog.LevelError),
	} {
		b.Run(name, func(b *testing.B) {
			log := slog.New(handler)
			b.ReportAllocs()
			for b.Loop() {
				log.LogAttrs(b.Context(), slog.LevelInfo, "node joined", slog.String("node", "A1"), slog.Int("count", 3))
			}
		})
	}
}
