package server

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// TestCodesOfAdmin pins the codes of administration commands that cannot be understood, and of those to nodes without users.
func TestCodesOfAdmin(t *testing.T) {
	ts := secureServer(t)
	p := ts.dial()
	if code, _ := p.login("admin", canary); code != aero.CodeOK {
		t.Fatal(code)
	}
	for _, c := range []struct {
		name    string
		command wire.AdminCommand
		field   uint8
		value   string
		want    aero.ResultCode
	}{
		{"a command that is not there", 99, wire.AdminFieldUser, "u", aero.CodeSecurityCommand},
		{"roles that are none", wire.AdminGrantRoles, wire.AdminFieldRoles, "\x05", aero.CodeSecurityField},
		{"privileges that are none", wire.AdminCreateRole, wire.AdminFieldPrivileges, "\x05", aero.CodeSecurityField},
		{"a quota of three bytes", wire.AdminSetQuotas, wire.AdminFieldReadQuota, "abc", aero.CodeSecurityQuota},
		{"a role that is not there", wire.AdminDropRole, wire.AdminFieldRole, "none", aero.CodeSecurityRole},
	} {
		if code, _ := p.admin(c.command, func(b *wire.AdminBuilder) { b.Add(c.field, []byte(c.value)) }); code != c.want {
			t.Errorf("%s: %v, want %v", c.name, code, c.want)
		}
	}
	out, start := wire.BeginFrame(nil)
	frame := wire.EndFrame(wire.BeginAdmin(out, wire.AdminQueryUsers, 0).Bytes, start, wire.TypeAdmin)
	frame[wire.FrameHeaderSize] = 1
	p.send(frame)
	_, body := p.frame()
	if head, err := wire.DecodeAdmin(body); err != nil || head.Code != aero.CodeSecurityScheme {
		t.Errorf("another scheme: %v, %v", head.Code, err)
	}
	for edition, want := range map[string]aero.ResultCode{
		"": aero.CodeSecurityNotSupported, "Aerospike Enterprise Edition": aero.CodeSecurityNotConfigured,
	} {
		open := startServer(t, func(o *Options) { o.Edition = edition }).dial()
		if code, _ := open.login("admin", canary); code != want {
			t.Errorf("login to a node without users of edition %q: %v, want %v", edition, code, want)
		}
	}
}

// TestCodesOfClusterSize pins the code for a cluster of another size than expected.
func TestCodesOfClusterSize(t *testing.T) {
	s, _ := indexServer(t)
	if got := ask(s, "cluster-stable:size=2"); !strings.HasPrefix(got, "ERROR:7:") {
		t.Errorf("got %q", got)
	}
}

// declaredTests returns the names of the tests in folders, with the folder of the first of each name.
func declaredTests(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	there := map[string]string{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(`)
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, "_test.go") {
				return err
			}
			source, err := os.ReadFile(name)
			for _, m := range declared.FindAllSubmatch(source, -1) {
				there[string(m[1])] = name
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return there
}

// TestResultCodePage reads docs/server/result-codes.md: it must have a row for every result code, each with tests that are there or
// with the reason why one node never answers with it.
func TestResultCodePage(t *testing.T) {
	page, err := os.ReadFile("../docs/server/result-codes.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../aero/result_code.go")
	if err != nil {
		t.Fatal(err)
	}
	tests := declaredTests(t, "../record", "../server", "../wire", "../internal/app", "../internal/lua")
	rows := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| (\\d+) \\| `(\\w+)` \\|(.*)$").FindAllStringSubmatch(string(page), -1) {
		rows["Code"+m[2]+" = "+m[1]] = m[3]
	}
	codes := regexp.MustCompile(`(?m)^\s(Code\w+) +ResultCode += (\d+)`).FindAllStringSubmatch(string(source), -1)
	if len(codes) < 70 {
		t.Fatalf("%d result codes", len(codes))
	}
	for _, m := range codes {
		row, ok := rows[m[1]+" = "+m[2]]
		delete(rows, m[1]+" = "+m[2])
		if !ok {
			t.Errorf("%s (%s) has no row", m[1], m[2])
		}
		if !strings.Contains(row, "`Test") && !strings.Contains(row, "never: ") {
			t.Errorf("%s has neither a test nor a reason", m[1])
		}
	}
	for name := range rows {
		t.Errorf("a row for %s, which is no result code", name)
	}
	for _, m := range regexp.MustCompile("`((?:Test|Fuzz)\\w*)`").FindAllStringSubmatch(string(page), -1) {
		if tests[m[1]] == "" {
			t.Errorf("there is no %s", m[1])
		}
	}
}
