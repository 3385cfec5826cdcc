package wire

import (
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// AdminCommand numbers an administration command.
type AdminCommand uint8

// The administration commands.
const (
	// AdminAuthenticate presents a session token.
	AdminAuthenticate     AdminCommand = 0
	AdminCreateUser       AdminCommand = 1
	AdminDropUser         AdminCommand = 2
	AdminSetPassword      AdminCommand = 3
	AdminChangePassword   AdminCommand = 4
	AdminGrantRoles       AdminCommand = 5
	AdminRevokeRoles      AdminCommand = 6
	AdminQueryUsers       AdminCommand = 9
	AdminCreateRole       AdminCommand = 10
	AdminDropRole         AdminCommand = 11
	AdminGrantPrivileges  AdminCommand = 12
	AdminRevokePrivileges AdminCommand = 13
	AdminSetAllowed       AdminCommand = 14
	AdminSetQuotas        AdminCommand = 15
	AdminQueryRoles       AdminCommand = 16
	// AdminLogin presents user and password.
	AdminLogin AdminCommand = 20
)

// AdminMessage is the head of an administration command or of its reply.
type AdminMessage struct {
	// Scheme is the version of what follows; 0.
	Scheme uint8
	// Command is what is asked for.
	Command AdminCommand
	// Code is the outcome, in replies.
	Code aero.ResultCode
	// Fields counts what follows the head.
	Fields int
}

// DecodeAdmin reads the head of the administration message in the body of a frame. It returns ErrMalformed if the
// body is shorter.
func DecodeAdmin(body []byte) (AdminMessage, error) {
	if len(body) < adminHeaderSize {
		return AdminMessage{}, fmt.Errorf("administration message of %d bytes: %w", len(body), ErrMalformed)
	}
	return AdminMessage{
		Scheme:  body[0],
		Command: AdminCommand(body[adminOffsetCommand]),
		Code:    aero.ResultCode(body[adminOffsetResult]),
		Fields:  int(body[adminOffsetFields]),
	}, nil
}

// AppendAdminReply appends the answer to an administration command as a whole frame: a code and nothing else. A node
// without users and roles answers every command with aero.CodeSecurityNotSupported; the client may go on without
// logging in.
func AppendAdminReply(dst []byte, code aero.ResultCode) []byte {
	dst, start := BeginFrame(dst)
	var head [adminHeaderSize]byte
	head[adminOffsetResult] = byte(code)
	return EndFrame(append(dst, head[:]...), start, TypeAdmin)
}
