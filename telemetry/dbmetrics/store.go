package dbmetrics

import (
	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/telemetry/clientmetrics"
)

// Of returns a source of what a DB's backend counts: the records of an embedded store, or the nodes of a cluster. It asks nobody.
func Of(db *aerolith.DB) telemetry.Source {
	if db.Backend() == aerolith.Cluster {
		return clientmetrics.Of(db.Client())
	}
	return func() []telemetry.Family { return storeFamilies(db) }
}

// storeFamilies shows an embedded store.
func storeFamilies(db *aerolith.DB) []telemetry.Family {
	s := db.Stats().Store
	if s == nil {
		return nil
	}
	flag := func(set bool) float64 {
		if set {
			return 1
		}
		return 0
	}
	one := func(name, help string, kind telemetry.Kind, value float64) telemetry.Family {
		f := telemetry.One("aerolith_store_"+name, help, kind, value)
		f.Samples[0].Labels = []telemetry.Label{{Name: "namespace", Value: db.Namespace()}}
		return f
	}
	return []telemetry.Family{
		one("objects", "Stored records.", telemetry.Gauge, float64(s.Objects)),
		one("data_bytes", "What the stored records take, without keys and pages.", telemetry.Gauge, float64(s.DataBytes)),
		one("expired_total", "Records that were removed because their time was over.", telemetry.Counter, float64(s.Expired)),
		one("evicted_total", "Records that were removed to make room.", telemetry.Counter, float64(s.Evicted)),
		one("queued_writes", "Writes that wait for their turn.", telemetry.Gauge, float64(s.QueuedWrites)),
		one("stop_writes", "1 while no writes are taken.", telemetry.Gauge, flag(s.StopWrites)),
	}
}
