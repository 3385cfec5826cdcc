package server

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
	"github.com/aerolith/aerolith/wire"
)

// noRows keeps users and roles nowhere.
type noRows struct{}

// Users implements access.Rows.
func (noRows) Users() (map[string][]byte, error) { return nil, nil }

// Roles implements access.Rows.
func (noRows) Roles() (map[string][]byte, error) { return nil, nil }

// PutUser implements access.Rows.
func (noRows) PutUser(string, []byte) error { return nil }

// PutRole implements access.Rows.
func (noRows) PutRole(string, []byte) error { return nil }

// canary is the credential of all users; it must never be seen in what the server puts out.
const canary = "canary-4711"

// secureServer starts a server with the users admin, who may manage users, and reader, who may read.
func secureServer(t *testing.T) *testServer {
	t.Helper()
	table, err := access.New(noRows{}, access.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, role := range map[string]string{"admin": "user-admin", "reader": "read", "writer": "read-write", "root": "sys-admin"} {
		if code, err := table.CreateUser(name, []byte(canary), []string{role}); err != nil || code != aero.CodeOK {
			t.Fatal(code, err)
		}
	}
	return startServer(t, func(o *Options) { o.Access = table })
}

// admin sends an administration command and returns the code and fields of each message of the answer.
func (p *peer) admin(command wire.AdminCommand, build func(*wire.AdminBuilder)) (aero.ResultCode, wire.AdminFields) {
	p.t.Helper()
	out, start := wire.BeginFrame(nil)
	b := wire.BeginAdmin(out, command, 0)
	if build != nil {
		build(b)
	}
	p.send(wire.EndFrame(b.Bytes, start, wire.TypeAdmin))
	_, body := p.frame()
	head, err := wire.DecodeAdmin(body)
	if err != nil {
		p.t.Fatal(err)
	}
	fields, err := wire.DecodeAdminFields(body)
	if head.Code == aero.CodeOK && err != nil {
		p.t.Fatal(err)
	}
	return head.Code, fields
}

// login logs in and returns the session token.
func (p *peer) login(user, credential string) (aero.ResultCode, []byte) {
	p.t.Helper()
	code, fields := p.admin(wire.AdminLogin, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldUser, []byte(user))
		b.Add(wire.AdminFieldCredential, []byte(credential))
	})
	return code, append([]byte(nil), fields.Bytes(wire.AdminFieldToken)...)
}

// TestLoginNeeded: nobody does anything without a login; afterwards everybody does what the roles permit.
func TestLoginNeeded(t *testing.T) {
	ts := secureServer(t)
	p := ts.dial()
	p.send(putRequest(t, 1, 1))
	if res := p.result(); res.Code != aero.CodeNotAuthenticated {
		t.Errorf("put without a login: %v", res.Code)
	}
	if got := p.info("status"); got != "ERROR:80:not authenticated\n" {
		t.Errorf("info without a login: %q", got)
	}
	if code, _ := p.admin(wire.AdminQueryUsers, nil); code != aero.CodeNotAuthenticated {
		t.Errorf("query of users without a login: %v", code)
	}
	code, token := p.login("reader", canary)
	if code != aero.CodeOK || len(token) == 0 {
		t.Fatalf("login: %v", code)
	}
	p.send(putRequest(t, 1, 1))
	if res := p.result(); res.Code != aero.CodeRoleViolation {
		t.Errorf("put of a reader: %v", res.Code)
	}
	p.send(getRequest(t, 1))
	if res := p.result(); res.Code != aero.CodeNotFound {
		t.Errorf("get of a reader: %v", res.Code)
	}
	if got := p.info("truncate:namespace=test;set=a"); !strings.Contains(got, "ERROR:81:role violation") {
		t.Errorf("truncate of a reader: %q", got)
	}
	if code, _ := p.admin(wire.AdminDropUser, func(b *wire.AdminBuilder) { b.Add(wire.AdminFieldUser, []byte("root")) }); code != aero.CodeRoleViolation {
		t.Errorf("drop of a user by a reader: %v", code)
	}
	q := ts.dial()
	if code, _ := q.admin(wire.AdminAuthenticate, func(b *wire.AdminBuilder) {
		b.Add(wire.AdminFieldUser, []byte("reader"))
		b.Add(wire.AdminFieldToken, token)
	}); code != aero.CodeOK {
		t.Errorf("token: %v", code)
	}
	if got := q.info("status"); got != "status\tok\n" {
		t.Errorf("info after a login: %q", got)
	}
	if code, _ := q.login("root", canary); code != aero.CodeOK {
		t.Errorf("second login: %v", code)
	}
	if got := q.info("truncate:namespace=test;set=a"); got != "truncate:namespace=test;set=a\tok\n" {
		t.Errorf("truncate of root: %q", got)
	}
}

// TestBatchRows: rows that are not permitted are refused alone.
func TestBatchRows(t *testing.T) {
	p := secureServer(t).dial()
	p.login("reader", canary)
	batch := &aero.BatchCommand{Entries: []aero.RecordCommand{
		{Namespace: fakeNamespace, Digest: digestOf(1), Flags: aero.FlagRead | aero.FlagReadAllBins},
		{Namespace: fakeNamespace, Digest: digestOf(2), Flags: aero.FlagWrite},
	}}
	request, err := wire.AppendBatchRequest(nil, batch, []uint32{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	p.send(request)
	_, body := p.frame()
	replies := wire.NewDecoder(wire.Options{}).Replies(body)
	var codes []aero.ResultCode
	for {
		var res aero.RecordResult
		item, ok, err := replies.Next(&res)
		if err != nil {
			t.Fatal(err)
		}
		if !ok || item.Kind == wire.ItemEnd {
			break
		}
		codes = append(codes, item.Code)
	}
	if fmt.Sprint(codes) != fmt.Sprint([]aero.ResultCode{aero.CodeNotFound, aero.CodeRoleViolation}) {
		t.Errorf("codes %v", codes)
	}
}

// TestGuessing: too many logins that fail end the connection.
func TestGuessing(t *testing.T) {
	p := secureServer(t).dial()
	for range loginFailuresMax {
		if code, _ := p.login("admin", "wrong"); code != aero.CodeSecurityCredential {
			t.Fatalf("wrong credential: %v", code)
		}
	}
	p.expectClosed()
}

// TestNoSecretIsShown: whatever happens, credentials and tokens appear in no event and no info answer.
func TestNoSecretIsShown(t *testing.T) {
	ts := secureServer(t)
	p := ts.dial()
	p.login("admin", canary+"-wrong")
	_, token := p.login("admin", canary)
	for command, fields := range map[wire.AdminCommand][]int{
		wire.AdminCreateUser: {wire.AdminFieldUser, wire.AdminFieldPassword}, wire.AdminSetPassword: {wire.AdminFieldUser, wire.AdminFieldPassword},
		wire.AdminChangePassword: {wire.AdminFieldUser, wire.AdminFieldOldPassword, wire.AdminFieldPassword},
	} {
		p.admin(command, func(b *wire.AdminBuilder) {
			for i, kind := range fields {
				value := canary
				if i == 0 {
					value = "reader"
				}
				b.Add(uint8(kind), []byte(value))
			}
		})
	}
	p.login("root", canary)
	shown := p.info("statistics") + p.info("get-config:") + p.info("namespace/test") + p.info("logs") + fmt.Sprintf("%+v", ts.Snapshot())
	ts.events.mu.Lock()
	for _, e := range ts.events.events {
		shown += fmt.Sprintf("%+v", e)
	}
	ts.events.mu.Unlock()
	for _, secret := range []string{canary, string(token), fmt.Sprintf("%x", token), fmt.Sprint(token)} {
		if strings.Contains(shown, secret) {
			t.Errorf("a secret was shown")
		}
	}
	if !ts.events.has(EventAudit) {
		t.Error("nothing was audited")
	}
}
