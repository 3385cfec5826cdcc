package app

import (
	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/telemetry/zerodbmetrics"
)

// enginePrefix begins the names of the engine's families.
const enginePrefix = "aerolith_engine_"

// engineMetrics shows what the databases of all namespaces count.
func (n *Node) engineMetrics() []telemetry.Family {
	var readings []zerodbmetrics.Reading
	for _, namespace := range n.facts.Namespaces {
		if m, s, found := n.store.Engine(namespace); found {
			readings = append(readings, zerodbmetrics.Reading{Label: telemetry.Label{Name: "namespace", Value: namespace}, Metrics: m, Stats: s})
		}
	}
	return zerodbmetrics.Families(enginePrefix, readings...)
}
