package access

// Permission is a kind of action that needs a privilege. They can be combined.
type Permission uint32

// The permissions.
const (
	// PermitRead reads single records, PermitQuery many at once.
	PermitRead Permission = 1 << iota
	PermitQuery
	// PermitWrite changes records, PermitDelete removes them.
	PermitWrite
	PermitDelete
	// PermitFunction applies functions to single records, PermitFunctionQuery to those of a query.
	PermitFunction
	PermitFunctionQuery
	// PermitWriteQuery writes to the records of a query.
	PermitWriteQuery
	// PermitFunctionAdmin registers modules, PermitIndexAdmin creates secondary indexes, PermitQueryAdmin ends queries.
	PermitFunctionAdmin
	PermitIndexAdmin
	PermitQueryAdmin
	// PermitTruncate empties sets, PermitEvictAdmin sets the depth of eviction, PermitRecordInfo shows how a record is
	// stored.
	PermitTruncate
	PermitEvictAdmin
	PermitRecordInfo
	// PermitSetConfig changes settings, PermitLogControl what is logged, PermitServiceControl the node's part in its
	// cluster.
	PermitSetConfig
	PermitLogControl
	PermitServiceControl
	// PermitUserAdmin manages users and roles.
	PermitUserAdmin
)

// Combinations of permissions that privileges share.
const (
	dataAdmin = PermitFunctionAdmin | PermitIndexAdmin | PermitQueryAdmin | PermitTruncate | PermitEvictAdmin | PermitRecordInfo
	reading   = PermitRead | PermitQuery
	writing   = PermitWrite | PermitDelete | PermitWriteQuery
)

// Code numbers a privilege as the protocol does.
type Code uint8

// scopedFrom is the first privilege that can be limited to a namespace or set.
const scopedFrom Code = 10

// The privileges.
const (
	UserAdmin     Code = 0
	SysAdmin      Code = 1
	DataAdmin     Code = 2
	FunctionAdmin Code = 3
	IndexAdmin    Code = 4
	Read          Code = 10
	ReadWrite     Code = 11
	ReadWriteUDF  Code = 12
	Write         Code = 13
	Truncate      Code = 14
)

// kind is what is known of a privilege.
type kind struct {
	code Code
	// name is that of the predefined role that has the privilege and nothing else.
	name    string
	permits Permission
}

// kinds is the table of privileges.
func kinds() []kind {
	return []kind{
		{UserAdmin, "user-admin", PermitUserAdmin},
		{SysAdmin, "sys-admin", PermitSetConfig | PermitLogControl | PermitServiceControl | dataAdmin},
		{DataAdmin, "data-admin", dataAdmin},
		{FunctionAdmin, "udf-admin", PermitFunctionAdmin},
		{IndexAdmin, "sindex-admin", PermitIndexAdmin},
		{Read, "read", reading},
		{ReadWrite, "read-write", reading | writing},
		{ReadWriteUDF, "read-write-udf", reading | writing | PermitFunction | PermitFunctionQuery},
		{Write, "write", writing},
		{Truncate, "truncate", PermitTruncate},
	}
}

// permits returns what a privilege permits, and whether there is such a privilege.
func (c Code) permits() (Permission, bool) {
	for _, k := range kinds() {
		if k.code == c {
			return k.permits, true
		}
	}
	return 0, false
}

// Scoped reports whether the privilege can be limited to a namespace or set.
func (c Code) Scoped() bool { return c >= scopedFrom }

// Privilege permits something, everywhere or in a namespace or set.
type Privilege struct {
	// Code says what.
	Code Code `json:"code"`
	// Namespace and Set say where; both may be empty, Set alone may too.
	Namespace string `json:"namespace,omitempty"`
	// Set needs a Namespace.
	Set string `json:"set,omitempty"`
}

// valid reports whether there is such a privilege with such a scope.
func (p Privilege) valid() bool {
	_, known := p.Code.permits()
	scoped := p.Namespace != "" || p.Set != ""
	return known && (!scoped || p.Code.Scoped()) && (p.Set == "" || p.Namespace != "") &&
		len(p.Namespace) <= maxNamespace && len(p.Set) <= maxSet
}

// covers reports whether the privilege is valid for a namespace and set.
func (p Privilege) covers(namespace, set string) bool {
	return (p.Namespace == "" || p.Namespace == namespace) && (p.Set == "" || p.Set == set)
}
