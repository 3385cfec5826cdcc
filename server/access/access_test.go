package access

import (
	"net/netip"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// memoryRows keeps rows in memory.
type memoryRows struct {
	mu           sync.Mutex
	users, roles map[string][]byte
}

// newRows returns empty rows.
func newRows() *memoryRows {
	return &memoryRows{users: map[string][]byte{}, roles: map[string][]byte{}}
}

// Users implements Rows.
func (r *memoryRows) Users() (map[string][]byte, error) { return r.users, nil }

// Roles implements Rows.
func (r *memoryRows) Roles() (map[string][]byte, error) { return r.roles, nil }

// PutUser implements Rows.
func (r *memoryRows) PutUser(name string, row []byte) error { return r.put(r.users, name, row) }

// PutRole implements Rows.
func (r *memoryRows) PutRole(name string, row []byte) error { return r.put(r.roles, name, row) }

// put stores or removes a row.
func (r *memoryRows) put(rows map[string][]byte, name string, row []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if row == nil {
		delete(rows, name)
		return nil
	}
	rows[name] = row
	return nil
}

// clock is a clock that tests move.
type clock struct{ now time.Time }

// Now returns the clock's time.
func (c *clock) Now() time.Time { return c.now }

// local is where users of these tests come from.
var local = netip.MustParseAddr("192.0.2.7")

// newTable returns a table with the user admin.
func newTable(t *testing.T, rows *memoryRows, options Options) *Table {
	t.Helper()
	table, err := New(rows, options)
	if err != nil {
		t.Fatal(err)
	}
	if table.Empty() {
		expect(t, aero.CodeOK)(table.CreateUser("admin", []byte("secret"), []string{"user-admin"}))
	}
	return table
}

// expect returns a check of the outcome of a change.
func expect(t *testing.T, want aero.ResultCode) func(aero.ResultCode, error) {
	t.Helper()
	return func(got aero.ResultCode, err error) {
		t.Helper()
		if err != nil || got != want {
			t.Errorf("got %v (%v), want %v", got, err, want)
		}
	}
}

// login logs a user in.
func login(t *testing.T, table *Table, user, credential string, want aero.ResultCode) *Identity {
	t.Helper()
	id, token, code := table.Login(user, []byte(credential), local)
	if code != want || (code == aero.CodeOK) != (len(token) == tokenSize) {
		t.Fatalf("login of %s: %v, want %v", user, code, want)
	}
	return id
}

// TestPermissions: each predefined role permits what it shall and nothing else.
func TestPermissions(t *testing.T) {
	for role, allowed := range map[string]Permission{
		"read": PermitRead | PermitQuery, "write": PermitWrite | PermitDelete | PermitWriteQuery,
		"read-write":     PermitRead | PermitQuery | PermitWrite | PermitDelete | PermitWriteQuery,
		"read-write-udf": PermitRead | PermitQuery | PermitWrite | PermitDelete | PermitWriteQuery | PermitFunction | PermitFunctionQuery,
		"user-admin":     PermitUserAdmin, "udf-admin": PermitFunctionAdmin, "sindex-admin": PermitIndexAdmin, "truncate": PermitTruncate,
		"data-admin": dataAdmin, "sys-admin": dataAdmin | PermitSetConfig | PermitLogControl | PermitServiceControl,
	} {
		table := newTable(t, newRows(), Options{})
		expect(t, aero.CodeOK)(table.CreateUser("u", []byte("c"), []string{role}))
		id := login(t, table, "u", "c", aero.CodeOK)
		for p := PermitRead; p <= PermitUserAdmin; p <<= 1 {
			want := aero.CodeRoleViolation
			if allowed&p != 0 {
				want = aero.CodeOK
			}
			if got := id.Permit(p, "test", "s"); got != want {
				t.Errorf("role %s, permission %#x: %v, want %v", role, p, got, want)
			}
		}
	}
}

// TestScopes: privileges of a namespace or set count there only, and add up.
func TestScopes(t *testing.T) {
	table := newTable(t, newRows(), Options{})
	expect(t, aero.CodeOK)(table.CreateRole(Role{Name: "r", Privileges: []Privilege{
		{Code: Read, Namespace: "a"}, {Code: Write, Namespace: "a", Set: "s"}, {Code: Write, Namespace: "b"},
	}}))
	expect(t, aero.CodeOK)(table.CreateUser("u", []byte("c"), []string{"r"}))
	id := login(t, table, "u", "c", aero.CodeOK)
	for _, c := range []struct {
		wanted         Permission
		namespace, set string
		want           aero.ResultCode
	}{
		{PermitRead, "a", "", 0},
		{PermitRead, "a", "x", 0},
		{PermitWrite, "a", "s", 0},
		{PermitRead | PermitWrite, "a", "s", 0},
		{PermitWrite, "a", "", aero.CodeRoleViolation},
		{PermitWrite, "a", "x", aero.CodeRoleViolation},
		{PermitWrite, "b", "x", 0},
		{PermitRead, "b", "x", aero.CodeRoleViolation},
		{PermitRead, "c", "", aero.CodeRoleViolation},
		{0, "", "", 0},
	} {
		if got := id.Permit(c.wanted, c.namespace, c.set); got != c.want {
			t.Errorf("%#x in %s|%s: %v, want %v", c.wanted, c.namespace, c.set, got, c.want)
		}
	}
	expect(t, aero.CodeOK)(table.RevokePrivileges("r", []Privilege{{Code: Read, Namespace: "a"}}))
	if got := id.Permit(PermitRead, "a", ""); got != aero.CodeRoleViolation {
		t.Errorf("after the privilege was taken: %v", got)
	}
	expect(t, aero.CodeOK)(table.DropUser("u"))
	if got := id.Permit(0, "", ""); got != aero.CodeNotAuthenticated {
		t.Errorf("after the user was dropped: %v", got)
	}
}

// TestRefusals: changes that are refused, with their codes.
func TestRefusals(t *testing.T) {
	table := newTable(t, newRows(), Options{MaxUsers: 3})
	expect(t, aero.CodeOK)(table.CreateUser("u", []byte("c"), nil))
	expect(t, aero.CodeSecurityUserExists)(table.CreateUser("u", []byte("c"), nil))
	expect(t, aero.CodeSecurityUser)(table.CreateUser("a b", []byte("c"), nil))
	expect(t, aero.CodeSecurityUser)(table.CreateUser(strings.Repeat("u", 64), []byte("c"), nil))
	expect(t, aero.CodeSecurityPassword)(table.CreateUser("v", nil, nil))
	expect(t, aero.CodeSecurityRole)(table.CreateUser("v", []byte("c"), []string{"none"}))
	expect(t, aero.CodeOK)(table.CreateUser("v", []byte("c"), nil))
	expect(t, aero.CodeForbidden)(table.CreateUser("w", []byte("c"), nil))
	expect(t, aero.CodeForbidden)(table.DropUser("admin"))
	expect(t, aero.CodeForbidden)(table.RevokeRoles("admin", []string{"user-admin"}))
	expect(t, aero.CodeSecurityRole)(table.GrantRoles("u", nil))
	expect(t, aero.CodeSecurityUser)(table.GrantRoles("none", []string{"read"}))
	expect(t, aero.CodeSecurityUser)(table.SetPassword("none", []byte("c")))
	expect(t, aero.CodeSecurityCredential)(table.ChangePassword("u", []byte("x"), []byte("d")))
	expect(t, aero.CodeSecurityRole)(table.DropRole("read"))
	expect(t, aero.CodeSecurityRole)(table.GrantPrivileges("read", []Privilege{{Code: Write}}))
	expect(t, aero.CodeSecurityRoleExists)(table.CreateRole(Role{Name: "read"}))
	expect(t, aero.CodeSecurityPrivilege)(table.CreateRole(Role{Name: "r", Privileges: []Privilege{{Code: 99}}}))
	expect(t, aero.CodeSecurityPrivilege)(table.CreateRole(Role{Name: "r", Privileges: []Privilege{{Code: SysAdmin, Namespace: "n"}}}))
	expect(t, aero.CodeSecurityPrivilege)(table.CreateRole(Role{Name: "r", Privileges: []Privilege{{Code: Read, Set: "s"}}}))
	expect(t, aero.CodeSecurityAllowlist)(table.CreateRole(Role{Name: "r", Allowed: []string{"nowhere"}}))
	login(t, table, "u", "wrong", aero.CodeSecurityCredential)
	login(t, table, "none", "c", aero.CodeSecurityCredential)
}

// TestAllowed: a role counts only for connections from the addresses in its list.
func TestAllowed(t *testing.T) {
	table := newTable(t, newRows(), Options{})
	expect(t, aero.CodeOK)(table.CreateRole(Role{Name: "r", Privileges: []Privilege{{Code: Read}}, Allowed: []string{"192.0.2.0/24", "::1"}}))
	expect(t, aero.CodeOK)(table.CreateUser("u", []byte("c"), []string{"r"}))
	id := login(t, table, "u", "c", aero.CodeOK)
	if got := id.Permit(PermitRead, "a", ""); got != aero.CodeOK {
		t.Errorf("from an allowed address: %v", got)
	}
	expect(t, aero.CodeOK)(table.SetAllowed("r", []string{"198.51.100.1"}))
	if got := id.Permit(PermitRead, "a", ""); got != aero.CodeNotAllowlisted {
		t.Errorf("from an address that is no longer allowed: %v", got)
	}
	login(t, table, "u", "c", aero.CodeNotAllowlisted)
}

// TestSessions: tokens work until their time is over, for their user only, and the oldest go when there are too many.
func TestSessions(t *testing.T) {
	now := &clock{time.Unix(1e9, 0)}
	table := newTable(t, newRows(), Options{Now: now.Now, SessionTTL: time.Hour, MaxSessions: 2})
	expect(t, aero.CodeOK)(table.CreateUser("u", []byte("c"), nil))
	var tokens [][]byte
	for range 3 {
		_, token, _ := table.Login("u", []byte("c"), local)
		tokens = append(tokens, token)
	}
	resume := func(user string, token []byte) aero.ResultCode {
		_, code := table.Resume(user, token, local)
		return code
	}
	got := []aero.ResultCode{
		resume("u", tokens[0]), resume("u", tokens[1]), resume("u", tokens[2]), resume("admin", tokens[2]), resume("u", nil),
	}
	now.now = now.now.Add(time.Hour)
	got = append(got, resume("u", tokens[2]))
	want := []aero.ResultCode{66, 0, 0, 66, 66, 66}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestQuotas: commands beyond a second's quota are refused until the next second.
func TestQuotas(t *testing.T) {
	now := &clock{time.Unix(1e9, 0)}
	table := newTable(t, newRows(), Options{Now: now.Now})
	expect(t, aero.CodeOK)(table.CreateRole(Role{Name: "r", Privileges: []Privilege{{Code: Read}}, ReadQuota: 2}))
	expect(t, aero.CodeOK)(table.CreateUser("u", []byte("c"), []string{"r"}))
	id := login(t, table, "u", "c", aero.CodeOK)
	var got []aero.ResultCode
	for range 3 {
		got = append(got, id.Spend(now.now, 1, 0), id.Spend(now.now, 0, 1))
	}
	now.now = now.now.Add(time.Second)
	got = append(got, id.Spend(now.now, 1, 0))
	if want := []aero.ResultCode{0, 0, 0, 0, 83, 0, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	users := table.Users("u")
	if len(users) != 1 || users[0].ReadQuota != 2 || users[0].ReadRate != 2 || users[0].Connections != 1 {
		t.Errorf("got %+v", users)
	}
	id.Close()
	id.Close()
	if n := table.Users("u")[0].Connections; n != 0 {
		t.Errorf("%d connections after the end", n)
	}
}

// TestStored: users and roles survive, and no credential is stored as it is.
func TestStored(t *testing.T) {
	rows := newRows()
	table := newTable(t, rows, Options{})
	expect(t, aero.CodeOK)(table.CreateRole(Role{Name: "r", Privileges: []Privilege{{Code: Read, Namespace: "n"}}, WriteQuota: 9}))
	expect(t, aero.CodeOK)(table.CreateUser("u", []byte("canary-credential"), []string{"r", "read", "r"}))
	expect(t, aero.CodeOK)(table.ChangePassword("u", []byte("canary-credential"), []byte("canary-second")))
	for name, row := range rows.users {
		if strings.Contains(string(row), "canary") || strings.Contains(string(row), "secret") {
			t.Errorf("row of %s holds a credential: %s", name, row)
		}
	}
	table = newTable(t, rows, Options{})
	login(t, table, "u", "canary-credential", aero.CodeSecurityCredential)
	login(t, table, "u", "canary-second", aero.CodeOK)
	if got := table.Users("u")[0].Roles; !reflect.DeepEqual(got, []string{"r", "read"}) {
		t.Errorf("roles %v", got)
	}
	if got := table.Roles("r"); len(got) != 1 || got[0].WriteQuota != 9 || got[0].Privileges[0].Namespace != "n" {
		t.Errorf("role %+v", got)
	}
	expect(t, aero.CodeOK)(table.DropRole("r"))
	if got := table.Users("u")[0].Roles; !reflect.DeepEqual(got, []string{"read"}) {
		t.Errorf("roles after the drop %v", got)
	}
	rows.users["broken"] = []byte("{")
	if _, err := New(rows, Options{}); err == nil {
		t.Error("a broken row was accepted")
	}
}
