package server

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
)

// infoPermissions says which info commands need a permission; the others need a login only.
func infoPermissions() map[string]access.Permission {
	needed := map[string]access.Permission{
		"config-set": access.PermitSetConfig, "set-config": access.PermitSetConfig,
		"debug-record": access.PermitRecordInfo, "debug-record-meta": access.PermitRecordInfo,
		"eviction-reset": access.PermitEvictAdmin,
		"query-abort":    access.PermitQueryAdmin, "query-abort-all": access.PermitQueryAdmin,
		"sindex-create": access.PermitIndexAdmin, "sindex-delete": access.PermitIndexAdmin, "sindex-exists": access.PermitIndexAdmin,
		"udf-clear-cache": access.PermitFunctionAdmin, "udf-put": access.PermitFunctionAdmin, "udf-remove": access.PermitFunctionAdmin,
	}
	for _, name := range []string{
		"dump-cluster", "dump-fabric", "dump-hb", "dump-hlc", "dump-migrates", "dump-rw", "dump-skew", "dump-wb-summary",
		"jem-stats", "log-message", "log-set", "set-log", "thread-traces",
	} {
		needed[name] = access.PermitLogControl
	}
	for _, name := range []string{
		"quiesce", "quiesce-undo", "recluster", "revive", "roster-set", "services-alumni-reset", "tip", "tip-clear",
	} {
		needed[name] = access.PermitServiceControl
	}
	for _, name := range []string{"truncate", "truncate-namespace", "truncate-namespace-undo", "truncate-undo"} {
		needed[name] = access.PermitTruncate
	}
	return needed
}

// refused answers a command that the user may not use, and reports whether that was so.
func (q *infoQuery) refused(name string) bool {
	wanted, guarded := q.server.info.permissions[name]
	if !guarded || q.session == nil || q.server.options.Access == nil {
		return false
	}
	namespace, found := q.parameter("namespace")
	if !found {
		namespace, _ = q.parameter("ns")
	}
	set, _ := q.parameter("set")
	code := q.session.permit(wanted, namespace, set)
	q.session.audit(name, namespace+"|"+set, code)
	switch code {
	case aero.CodeOK:
		return false
	case aero.CodeRoleViolation:
		q.fail(code, "role violation")
	default:
		q.failAuthentication(code)
	}
	return true
}

// failAuthentication answers somebody who has not logged in, or whose login counts no more.
func (q *infoQuery) failAuthentication(code aero.ResultCode) {
	if code == aero.CodeNotAuthenticated {
		q.fail(code, "not authenticated")
		return
	}
	q.fail(code, code.Error())
}
