package wire

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestAdminSize walks through several messages in one body, and refuses every cut of it within a message.
func TestAdminSize(t *testing.T) {
	b := BeginAdmin(nil, AdminQueryUsers, aero.CodeOK)
	b.Add(AdminFieldUser, []byte("anna"))
	b.AddRoles([]string{"read", "write"})
	first := len(b.Bytes)
	b = BeginAdmin(b.Bytes, AdminQueryUsers, aero.CodeSecurityOKLast)
	body := b.Bytes
	size, err := AdminSize(body)
	if err != nil || size != first {
		t.Fatalf("%d, %v; want %d", size, err, first)
	}
	if rest, err := AdminSize(body[size:]); err != nil || rest != len(body)-first {
		t.Fatalf("%d, %v", rest, err)
	}
	for cut := range first {
		if _, err := AdminSize(body[:cut]); !errors.Is(err, ErrMalformed) {
			t.Fatalf("%d bytes: %v", cut, err)
		}
	}
}
