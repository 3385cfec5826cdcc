package aerolith

import "context"

// Op names a kind of call.
type Op string

// The kinds of calls.
const (
	OpGet       Op = "get"
	OpExists    Op = "exists"
	OpPut       Op = "put"
	OpDelete    Op = "delete"
	OpTouch     Op = "touch"
	OpOperate   Op = "operate"
	OpExecute   Op = "execute"
	OpBatch     Op = "batch"
	OpScan      Op = "scan"
	OpQuery     Op = "query"
	OpAggregate Op = "aggregate"
	OpTransact  Op = "transact"
	OpAdmin     Op = "admin"
)

// Ops returns all kinds of calls.
func Ops() []Op {
	return []Op{
		OpGet, OpExists, OpPut, OpDelete, OpTouch, OpOperate, OpExecute, OpBatch, OpScan, OpQuery, OpAggregate, OpTransact, OpAdmin,
	}
}

// Call describes a call to an Observer. It holds neither keys nor values.
type Call struct {
	// Op is its kind.
	Op Op
	// Backend carries it out; Namespace and Set are where, Set empty for none or many.
	Backend        Backend
	Namespace, Set string
	// Records is how many records a batch is about; 1 for single records, 0 for what is not known before.
	Records int
}

// Observer is told of calls. Its methods are called on the goroutine of the call and must return soon.
type Observer interface {
	// Begin is called before a call; the context that it returns is that of the call, and is given to End.
	Begin(ctx context.Context, call Call) context.Context
	// End is called after a call, with its error or nil. That a record was not found is an error of aero.CodeNotFound for
	// those calls that return it.
	End(ctx context.Context, call Call, err error)
}

// observers are several.
type observers []Observer

// Begin implements Observer.
func (all observers) Begin(ctx context.Context, call Call) context.Context {
	for _, o := range all {
		ctx = o.Begin(ctx, call)
	}
	return ctx
}

// End implements Observer, in the reverse order.
func (all observers) End(ctx context.Context, call Call, err error) {
	for i := len(all) - 1; i >= 0; i-- {
		all[i].End(ctx, call, err)
	}
}

// joined adds an observer to another, which may be nil.
func joined(first, second Observer) Observer {
	switch all := first.(type) {
	case nil:
		return second
	case observers:
		return append(all, second)
	}
	return observers{first, second}
}

// unobserved ends a call of which nobody is told.
func unobserved(err error) error { return err }

// begin tells the observer of a call on a set. The function that it returns ends the call and passes its error on.
func (db *DB) begin(ctx context.Context, op Op, set string, records int) (context.Context, func(error) error) {
	if db.observer == nil {
		return ctx, unobserved
	}
	call := Call{Op: op, Backend: db.backend, Namespace: db.namespace, Set: set, Records: records}
	ctx = db.observer.Begin(ctx, call)
	return ctx, func(err error) error {
		db.observer.End(ctx, call, err)
		return err
	}
}
