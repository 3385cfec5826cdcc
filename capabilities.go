package aerolith

import (
	"context"
	"strings"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/record"
)

// Capabilities are what differs between backends. Everything else works on all of them.
type Capabilities struct {
	// Transactions over many records, and deletes that leave a tombstone: clusters need the Enterprise edition, and strong
	// consistency for transactions.
	Transactions, DurableDeletes bool
	// Persistent says that records stay when the backend stops; on a cluster it is what its namespace is configured to, of
	// which this says only that it outlives this process.
	Persistent bool
	// Shared says that several processes may use the backend at once.
	Shared bool
	// Users says that there are users and roles to administer, with DB.Client.
	Users bool
}

// Capabilities returns what the backend can. On a cluster it asks a node; errors are those of client.Info.
func (db *DB) Capabilities(ctx context.Context) (Capabilities, error) {
	if db.store != nil {
		return Capabilities{Transactions: db.enterprise, DurableDeletes: db.enterprise, Persistent: db.backend == File}, nil
	}
	question := "namespace/" + db.namespace
	reply, err := db.client.Info(ctx, "", "edition", question)
	if err != nil {
		return Capabilities{}, err
	}
	edition, _ := reply.Get("edition")
	settings, _ := reply.Get(question)
	enterprise := !strings.Contains(edition, "Community") && strings.Contains(edition, "Enterprise")
	return Capabilities{
		Transactions:   enterprise && strings.Contains(";"+settings+";", ";strong-consistency=true;"),
		DurableDeletes: enterprise, Persistent: true, Shared: true, Users: enterprise,
	}, nil
}

// Stats are how a DB does at a moment.
type Stats struct {
	// Store describes the namespace of an embedded store; nil on a cluster.
	Store *record.NamespaceStats
	// Client describes the nodes of a cluster; empty on an embedded store.
	Client client.Stats
}

// Stats returns how the DB does. It asks nobody.
func (db *DB) Stats() Stats {
	if db.store == nil {
		return Stats{Client: db.client.Stats()}
	}
	stats, known := db.store.NamespaceStats(db.namespace)
	if !known {
		return Stats{}
	}
	return Stats{Store: &stats}
}
