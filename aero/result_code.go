package aero

// ResultCode is the protocol's one-byte answer to a command.
//
// It is an error too, so that errors.Is(err, CodeNotFound) asks an error chain for a code. CodeOK is never returned
// as an error.
type ResultCode uint8

// The outcomes of record commands.
const (
	// CodeOK says that the command did what it was asked to do.
	CodeOK ResultCode = 0
	// CodeUnknown is a failure that the server could not name.
	CodeUnknown ResultCode = 1
	// CodeNotFound says that the record does not exist.
	CodeNotFound ResultCode = 2
	// CodeGeneration says that the record's generation is not the expected one.
	CodeGeneration ResultCode = 3
	// CodeParameter says that the command, or one of its parts, makes no sense.
	CodeParameter ResultCode = 4
	// CodeRecordExists refuses a create-only write: the record exists.
	CodeRecordExists ResultCode = 5
	// CodeBinExists refuses a create-only operation: the bin exists.
	CodeBinExists ResultCode = 6
	// CodeClusterKeyMismatch says that the cluster changed during the command.
	CodeClusterKeyMismatch ResultCode = 7
	// CodeOutOfSpace says that the namespace takes no more writes, for lack of memory or storage.
	CodeOutOfSpace ResultCode = 8
	// CodeTimeout says that the server gave up; a write may have happened.
	CodeTimeout ResultCode = 9
	// CodeAlwaysForbidden refuses what the configuration never allows. Servers of today do not send it.
	CodeAlwaysForbidden ResultCode = 10
	// CodeUnavailable says that the partition has no owner at the moment.
	CodeUnavailable ResultCode = 11
	// CodeIncompatibleType says that the operation does not apply to the bin's type.
	CodeIncompatibleType ResultCode = 12
	// CodeRecordTooBig says that the record would exceed the size limit.
	CodeRecordTooBig ResultCode = 13
	// CodeKeyBusy says that too many commands work on the same record.
	CodeKeyBusy ResultCode = 14
	// CodeQueryAbort says that a scan or query was ended by an operator.
	CodeQueryAbort ResultCode = 15
	// CodeUnsupportedFeature refuses what this server cannot do.
	CodeUnsupportedFeature ResultCode = 16
	// CodeBinNotFound refuses an update-only operation: the bin does not exist.
	CodeBinNotFound ResultCode = 17
	// CodeDeviceOverload says that storage cannot keep up with the writes.
	CodeDeviceOverload ResultCode = 18
	// CodeKeyMismatch says that the stored user key differs from the one sent.
	CodeKeyMismatch ResultCode = 19
	// CodeNamespace says that the namespace does not exist.
	CodeNamespace ResultCode = 20
	// CodeBinName says that a bin name is too long or not allowed.
	CodeBinName ResultCode = 21
	// CodeForbidden refuses what is not allowed at this time.
	CodeForbidden ResultCode = 22
	// CodeElementNotFound says that a list or map has no such element.
	CodeElementNotFound ResultCode = 23
	// CodeElementExists says that a list or map already has that element.
	CodeElementExists ResultCode = 24
	// CodeEnterpriseOnly refuses a feature of the Enterprise edition.
	CodeEnterpriseOnly ResultCode = 25
	// CodeOpNotApplicable says that the operation does not fit the bin's present value.
	CodeOpNotApplicable ResultCode = 26
	// CodeFilteredOut says that the record does not satisfy the filter expression.
	CodeFilteredOut ResultCode = 27
	// CodeLostConflict says that a shipped write lost against a later one.
	CodeLostConflict ResultCode = 28
	// CodeXDRKeyBusy says that the write must wait until the record has been shipped.
	CodeXDRKeyBusy ResultCode = 32
)

// The outcomes of administration commands and of permission checks.
const (
	// CodeSecurityOKLast ends a list of users or roles.
	CodeSecurityOKLast ResultCode = 50
	// CodeSecurityNotSupported says that this server has no users and roles.
	CodeSecurityNotSupported ResultCode = 51
	// CodeSecurityNotConfigured says that users and roles are not enabled.
	CodeSecurityNotConfigured ResultCode = 52
	// CodeSecurityScheme refuses an unknown message scheme.
	CodeSecurityScheme ResultCode = 53
	// CodeSecurityCommand refuses an unknown administration command.
	CodeSecurityCommand ResultCode = 54
	// CodeSecurityField says that a field is missing or malformed.
	CodeSecurityField ResultCode = 55
	// CodeSecurityState refuses a command that is not expected now.
	CodeSecurityState ResultCode = 56
	// CodeSecurityUser says that the user is unknown or not named.
	CodeSecurityUser ResultCode = 60
	// CodeSecurityUserExists says that the user exists already.
	CodeSecurityUserExists ResultCode = 61
	// CodeSecurityPassword says that the password is missing or wrong.
	CodeSecurityPassword ResultCode = 62
	// CodeSecurityExpiredPassword says that the password has expired.
	CodeSecurityExpiredPassword ResultCode = 63
	// CodeSecurityForbiddenPassword refuses a password, for instance one used before.
	CodeSecurityForbiddenPassword ResultCode = 64
	// CodeSecurityCredential says that the credential is missing or wrong.
	CodeSecurityCredential ResultCode = 65
	// CodeSecurityExpiredSession says that the session token has expired.
	CodeSecurityExpiredSession ResultCode = 66
	// CodeSecurityRole says that a role is unknown or not named.
	CodeSecurityRole ResultCode = 70
	// CodeSecurityRoleExists says that the role exists already.
	CodeSecurityRoleExists ResultCode = 71
	// CodeSecurityPrivilege says that a privilege is unknown or not named.
	CodeSecurityPrivilege ResultCode = 72
	// CodeSecurityAllowlist says that a list of allowed addresses is malformed.
	CodeSecurityAllowlist ResultCode = 73
	// CodeSecurityQuotasNotEnabled says that quotas are not enabled.
	CodeSecurityQuotasNotEnabled ResultCode = 74
	// CodeSecurityQuota says that a quota is out of range.
	CodeSecurityQuota ResultCode = 75
	// CodeNotAuthenticated says that the connection has not logged in.
	CodeNotAuthenticated ResultCode = 80
	// CodeRoleViolation says that the user's roles do not allow the command.
	CodeRoleViolation ResultCode = 81
	// CodeNotAllowlisted says that the client's address is not allowed.
	CodeNotAllowlisted ResultCode = 82
	// CodeQuotaExceeded says that the user's rate is over the quota at the moment.
	CodeQuotaExceeded ResultCode = 83
	// CodeLDAPNotConfigured says that LDAP is not configured.
	CodeLDAPNotConfigured ResultCode = 90
	// CodeLDAPSetup says that LDAP could not be set up.
	CodeLDAPSetup ResultCode = 91
	// CodeLDAPTLSSetup says that TLS towards LDAP could not be set up.
	CodeLDAPTLSSetup ResultCode = 92
	// CodeLDAPAuthentication says that LDAP refused the user.
	CodeLDAPAuthentication ResultCode = 93
	// CodeLDAPQuery says that the LDAP server could not be asked.
	CodeLDAPQuery ResultCode = 94
)

// The outcomes of functions, transactions, batches, geography and secondary indexes.
const (
	// CodeUDFExecution says that a user-defined function failed.
	CodeUDFExecution ResultCode = 100
	// CodeTransactionBlocked says that another transaction holds the record.
	CodeTransactionBlocked ResultCode = 120
	// CodeTransactionVersionMismatch says that a record read by the transaction has changed.
	CodeTransactionVersionMismatch ResultCode = 121
	// CodeTransactionExpired says that the transaction's deadline has passed.
	CodeTransactionExpired ResultCode = 122
	// CodeTransactionTooManyWrites says that the transaction writes more than 4096 records.
	CodeTransactionTooManyWrites ResultCode = 123
	// CodeTransactionCommitted says that the transaction was committed already.
	CodeTransactionCommitted ResultCode = 124
	// CodeTransactionAborted says that the transaction was aborted already.
	CodeTransactionAborted ResultCode = 125
	// CodeTransactionAlreadyLocked says that this transaction has locked the record before.
	CodeTransactionAlreadyLocked ResultCode = 126
	// CodeTransactionMonitorExists says that the transaction was started already.
	CodeTransactionMonitorExists ResultCode = 127
	// CodeBatchDisabled says that batches are disabled.
	CodeBatchDisabled ResultCode = 150
	// CodeBatchMaxRequests says that a batch has more entries than allowed.
	CodeBatchMaxRequests ResultCode = 151
	// CodeBatchQueuesFull says that no more batches fit into the queues.
	CodeBatchQueuesFull ResultCode = 152
	// CodeInvalidGeoJSON says that a value is not valid GeoJSON.
	CodeInvalidGeoJSON ResultCode = 160
	// CodeIndexFound says that the secondary index exists already.
	CodeIndexFound ResultCode = 200
	// CodeIndexNotFound says that there is no such secondary index.
	CodeIndexNotFound ResultCode = 201
	// CodeIndexOutOfMemory says that an index has no memory left.
	CodeIndexOutOfMemory ResultCode = 202
	// CodeIndexNotReadable says that the index is still being built.
	CodeIndexNotReadable ResultCode = 203
	// CodeIndexGeneric is a failure of an index that has no better name.
	CodeIndexGeneric ResultCode = 204
	// CodeIndexName says that an index name is too long.
	CodeIndexName ResultCode = 205
	// CodeIndexMaxCount says that the namespace has as many indexes as allowed.
	CodeIndexMaxCount ResultCode = 206
)
