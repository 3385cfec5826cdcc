package aerolith

import (
	"context"
	"time"
)

// CreateIndex defines a secondary index and waits until it can be used; records from before are taken in. An empty
// namespace means that of the DSN. An index that exists with the same definition is no error.
//
// Errors: aero.CodeIndexFound if the name is another definition's; the context's, after which the index is built all the same.
func (db *DB) CreateIndex(ctx context.Context, definition IndexDefinition) error {
	if definition.Namespace == "" {
		definition.Namespace = db.namespace
	}
	ctx, end := db.begin(ctx, OpAdmin, definition.Set, 0)
	err := db.client.CreateIndex(ctx, definition)
	if err == nil {
		err = db.client.IndexReady(ctx, definition.Namespace, definition.Name)
	}
	return end(err)
}

// DropIndex removes a secondary index of a set, or of the namespace if the set is empty. One that does not exist is no error.
func (db *DB) DropIndex(ctx context.Context, set, name string) error {
	ctx, end := db.begin(ctx, OpAdmin, set, 0)
	return end(db.client.DropIndex(ctx, db.namespace, set, name))
}

// Truncate removes the records of a set, or of the namespace if the set is empty, that were last changed before a time; the
// zero time means now.
func (db *DB) Truncate(ctx context.Context, set string, before time.Time) error {
	ctx, end := db.begin(ctx, OpAdmin, set, 0)
	return end(db.client.Truncate(ctx, db.namespace, set, before))
}

// RegisterModule stores a module of Lua functions under the name of a file such as "sums.lua".
func (db *DB) RegisterModule(ctx context.Context, name string, source []byte) error {
	ctx, end := db.begin(ctx, OpAdmin, "", 0)
	return end(db.client.RegisterModule(ctx, name, source))
}

// RemoveModule removes a module.
func (db *DB) RemoveModule(ctx context.Context, name string) error {
	ctx, end := db.begin(ctx, OpAdmin, "", 0)
	return end(db.client.RemoveModule(ctx, name))
}

// Modules returns the registered modules.
func (db *DB) Modules(ctx context.Context) ([]Module, error) {
	ctx, end := db.begin(ctx, OpAdmin, "", 0)
	modules, err := db.client.Modules(ctx)
	return modules, end(err)
}

// Start starts a write to every record of a scan or query in the background; wait with Job.Wait. An empty namespace means
// that of the DSN.
func (db *DB) Start(ctx context.Context, b Background) (*Job, error) {
	if b.Namespace == "" {
		b.Namespace = db.namespace
	}
	ctx, end := db.begin(ctx, OpAdmin, b.Set, 0)
	job, err := db.client.Start(ctx, b)
	return job, end(err)
}

// Begin returns a new transaction, which is put into the policies of the calls that belong to it and ended by its Commit or
// Abort. DB.Capabilities says whether there are transactions.
func (db *DB) Begin(options TransactionOptions) *Transaction { return db.client.Begin(options) }

// Transact calls work with a new transaction and commits it; if work fails it is aborted. When other transactions stood in
// the way, everything is done again after a pause: so work must do nothing but calls of the transaction, and pass their
// errors on. aero.CodeEnterpriseOnly or aero.CodeUnsupportedFeature says that there are no transactions.
func (db *DB) Transact(ctx context.Context, options TransactionOptions, work func(context.Context, *Transaction) error) error {
	ctx, end := db.begin(ctx, OpTransact, "", 0)
	return end(db.client.Transact(ctx, options, work))
}
