package wire

import (
	"reflect"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestAdminFields: what a builder builds comes back, whatever the head counts.
func TestAdminFields(t *testing.T) {
	frame, start := BeginFrame(nil)
	b := BeginAdmin(frame, AdminCreateRole, aero.CodeOK)
	b.Add(AdminFieldRole, []byte("role"))
	b.AddRoles([]string{"a", "", "bc"})
	privileges := []AdminPrivilege{{Code: 1}, {Code: 10, Namespace: "test", Set: "s"}, {Code: 13}}
	b.AddPrivileges(privileges)
	b.AddUint32(AdminFieldReadQuota, 1<<31)
	b.AddNumbers(AdminFieldReadInfo, []uint32{1, 2})
	body := EndFrame(b.Bytes, start, TypeAdmin)[FrameHeaderSize:]
	head, err := DecodeAdmin(body)
	if err != nil || head.Command != AdminCreateRole || head.Fields != 5 {
		t.Fatalf("head %+v, %v", head, err)
	}
	body[adminOffsetFields] = 1 // as the official client counts
	f, err := DecodeAdminFields(body)
	if err != nil || f.Text(AdminFieldRole) != "role" || f.Has(AdminFieldUser) {
		t.Fatalf("fields %+v, %v", f, err)
	}
	if roles, err := f.Roles(); err != nil || !reflect.DeepEqual(roles, []string{"a", "", "bc"}) {
		t.Errorf("roles %q, %v", roles, err)
	}
	if got, err := f.Privileges(); err != nil || !reflect.DeepEqual(got, privileges) {
		t.Errorf("privileges %+v, %v", got, err)
	}
	if n, err := f.Uint32(AdminFieldReadQuota); err != nil || n != 1<<31 {
		t.Errorf("quota %d, %v", n, err)
	}
}

// FuzzAdminFields: no bytes make the decoder panic or take more memory than they have.
func FuzzAdminFields(f *testing.F) {
	b := BeginAdmin(nil, AdminCreateUser, 0)
	b.AddRoles([]string{"read", "write"})
	b.AddPrivileges([]AdminPrivilege{{Code: 12, Namespace: "n", Set: "s"}})
	b.AddUint32(AdminFieldWriteQuota, 7)
	f.Add(b.Bytes)
	f.Add(b.Bytes[:len(b.Bytes)-1])
	f.Fuzz(func(t *testing.T, body []byte) {
		fields, err := DecodeAdminFields(body)
		if err != nil {
			return
		}
		// Errors are as good as values here.
		roles, _ := fields.Roles()
		privileges, _ := fields.Privileges()
		_, _ = fields.Uint32(AdminFieldReadQuota)
		if len(roles) > 255 || len(privileges) > 255 {
			t.Errorf("%d roles, %d privileges", len(roles), len(privileges))
		}
	})
}
