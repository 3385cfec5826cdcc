package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// The fields of administration messages.
const (
	AdminFieldUser         = 0
	AdminFieldPassword     = 1
	AdminFieldOldPassword  = 2
	AdminFieldCredential   = 3
	AdminFieldClear        = 4
	AdminFieldToken        = 5
	AdminFieldTokenTTL     = 6
	AdminFieldRoles        = 10
	AdminFieldRole         = 11
	AdminFieldPrivileges   = 12
	AdminFieldAllowed      = 13
	AdminFieldReadQuota    = 14
	AdminFieldWriteQuota   = 15
	AdminFieldReadInfo     = 16
	AdminFieldWriteInfo    = 17
	AdminFieldConnections  = 18
	adminFieldLimit        = 32
	adminScopedPrivilege   = 10
	adminPrivilegesInField = 255
)

// AdminPrivilege is a privilege in an administration message.
type AdminPrivilege struct {
	// Code numbers it.
	Code uint8
	// Namespace and Set are where it is valid; only from code 10 on.
	Namespace, Set string
}

// AdminFields are the fields of an administration message. They alias it.
type AdminFields struct {
	data    [adminFieldLimit][]byte
	present uint32
}

// DecodeAdminFields reads the fields behind the head of an administration message in the body of a frame. How many there
// are says the body's end: clients miscount them. Of several fields of a type the first counts, unknown types are
// skipped. It returns ErrMalformed if a field is cut off.
func DecodeAdminFields(body []byte) (AdminFields, error) {
	var f AdminFields
	if len(body) < adminHeaderSize {
		return f, fmt.Errorf("administration message of %d bytes: %w", len(body), ErrMalformed)
	}
	c := cursor{data: body[adminHeaderSize:]}
	for c.left() > 0 {
		content := c.sized()
		if len(content) == 0 {
			return f, fmt.Errorf("field of an administration message is cut off: %w", ErrMalformed)
		}
		kind := content[0]
		if kind < adminFieldLimit && f.present&(1<<kind) == 0 {
			f.present |= 1 << kind
			f.data[kind] = content[1:]
		}
	}
	return f, nil
}

// Has reports whether there is a field.
func (f *AdminFields) Has(kind int) bool { return f.present&(1<<kind) != 0 }

// Bytes returns a field's content, nil if it is missing.
func (f *AdminFields) Bytes(kind int) []byte { return f.data[kind] }

// Text returns a field's content as a string that does not alias the message.
func (f *AdminFields) Text(kind int) string { return string(f.data[kind]) }

// Uint32 returns a field with a number, 0 if it is missing. It returns ErrMalformed for one of another size.
func (f *AdminFields) Uint32(kind int) (uint32, error) {
	if !f.Has(kind) {
		return 0, nil
	}
	if len(f.data[kind]) != 4 {
		return 0, fmt.Errorf("number of %d bytes in an administration message: %w", len(f.data[kind]), ErrMalformed)
	}
	return binary.BigEndian.Uint32(f.data[kind]), nil
}

// Roles returns the names of roles in their field. It returns ErrMalformed if they are cut off.
func (f *AdminFields) Roles() ([]string, error) {
	if !f.Has(AdminFieldRoles) {
		return nil, nil
	}
	c := cursor{data: f.data[AdminFieldRoles]}
	var roles []string
	for range c.uint8() {
		roles = append(roles, string(c.take(int(c.uint8()))))
	}
	if c.failed || c.left() != 0 {
		return nil, fmt.Errorf("list of roles: %w", ErrMalformed)
	}
	return roles, nil
}

// Privileges returns the privileges in their field. It returns ErrMalformed if they are cut off.
func (f *AdminFields) Privileges() ([]AdminPrivilege, error) {
	if !f.Has(AdminFieldPrivileges) {
		return nil, nil
	}
	c := cursor{data: f.data[AdminFieldPrivileges]}
	var privileges []AdminPrivilege
	for range c.uint8() {
		p := AdminPrivilege{Code: c.uint8()}
		if p.Code >= adminScopedPrivilege {
			p.Namespace = string(c.take(int(c.uint8())))
			p.Set = string(c.take(int(c.uint8())))
		}
		privileges = append(privileges, p)
	}
	if c.failed || c.left() != 0 {
		return nil, fmt.Errorf("list of privileges: %w", ErrMalformed)
	}
	return privileges, nil
}

// AdminBuilder builds an administration message: request or reply. Frames are opened with BeginFrame and closed with
// EndFrame by the caller, so that several messages may share one.
type AdminBuilder struct {
	// Bytes is the frame so far.
	Bytes []byte
	head  int
}

// BeginAdmin appends the head of an administration message to a frame.
func BeginAdmin(dst []byte, command AdminCommand, code aero.ResultCode) *AdminBuilder {
	b := &AdminBuilder{head: len(dst)}
	var head [adminHeaderSize]byte
	head[adminOffsetResult], head[adminOffsetCommand] = byte(code), byte(command)
	b.Bytes = append(dst, head[:]...)
	return b
}

// field appends the head of a field and counts it.
func (b *AdminBuilder) field(kind uint8, size int) {
	b.Bytes[b.head+adminOffsetFields]++
	b.Bytes = appendFieldHeader(b.Bytes, kind, size)
}

// Add appends a field.
func (b *AdminBuilder) Add(kind uint8, content []byte) {
	b.field(kind, len(content))
	b.Bytes = append(b.Bytes, content...)
}

// AddUint32 appends a field with a number.
func (b *AdminBuilder) AddUint32(kind uint8, n uint32) {
	b.field(kind, 4)
	b.Bytes = binary.BigEndian.AppendUint32(b.Bytes, n)
}

// AddNumbers appends a field with a list of numbers; at most 255 count.
func (b *AdminBuilder) AddNumbers(kind uint8, numbers []uint32) {
	numbers = numbers[:min(len(numbers), adminPrivilegesInField)]
	b.field(kind, 1+4*len(numbers))
	b.Bytes = append(b.Bytes, byte(len(numbers)))
	for _, n := range numbers {
		b.Bytes = binary.BigEndian.AppendUint32(b.Bytes, n)
	}
}

// AddRoles appends the field with names of roles, each at most 255 bytes long; at most 255 count.
func (b *AdminBuilder) AddRoles(roles []string) {
	content := []byte{byte(min(len(roles), adminPrivilegesInField))}
	for _, role := range roles[:content[0]] {
		content = appendShort(content, role)
	}
	b.Add(AdminFieldRoles, content)
}

// AddPrivileges appends the field with privileges; at most 255 count.
func (b *AdminBuilder) AddPrivileges(privileges []AdminPrivilege) {
	content := []byte{byte(min(len(privileges), adminPrivilegesInField))}
	for _, p := range privileges[:content[0]] {
		content = append(content, p.Code)
		if p.Code >= adminScopedPrivilege {
			content = appendShort(appendShort(content, p.Namespace), p.Set)
		}
	}
	b.Add(AdminFieldPrivileges, content)
}

// appendShort appends a text with its length in one byte.
func appendShort(dst []byte, text string) []byte {
	text = text[:min(len(text), adminPrivilegesInField)]
	return append(append(dst, byte(len(text))), text...)
}
