package zerodbmetrics

import (
	"time"

	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/zerodb"
)

// Prefix begins the names of the families of Of.
const Prefix = "zerodb_"

// Reading is what a database says of itself at one moment.
type Reading struct {
	// Label tells the database from others.
	Label telemetry.Label
	// Metrics and Stats are what DB.Metrics and DB.Stats returned.
	Metrics zerodb.Metrics
	Stats   zerodb.Stats
}

// Of returns a source of what a database counts at each moment, under a name of the caller's, which is the label "database".
func Of(db *zerodb.DB, name string) telemetry.Source {
	label := telemetry.Label{Name: "database", Value: name}
	return func() []telemetry.Family {
		return Families(Prefix, Reading{Label: label, Metrics: db.Metrics(), Stats: db.Stats()})
	}
}

// Families shows readings of several databases; the names of the families begin with the prefix.
func Families(prefix string, readings ...Reading) []telemetry.Family {
	var families []telemetry.Family
	for _, f := range figures() {
		family := telemetry.Family{Name: prefix + f.name, Help: f.help, Kind: f.kind}
		for i := range readings {
			family.Samples = append(family.Samples, samples(readings[i].Label, f.values(&readings[i].Metrics, &readings[i].Stats))...)
		}
		families = append(families, family)
	}
	for _, h := range histograms() {
		family := telemetry.Family{Name: prefix + h.name, Help: h.help, Kind: telemetry.Histogram}
		for i := range readings {
			family.Samples = append(family.Samples, telemetry.Sample{
				Labels: []telemetry.Label{readings[i].Label}, Buckets: buckets(h.times(&readings[i].Metrics)),
			})
		}
		families = append(families, family)
	}
	return families
}

// samples turns the numbers of one database into samples.
func samples(database telemetry.Label, values []value) []telemetry.Sample {
	samples := make([]telemetry.Sample, len(values))
	for i, v := range values {
		samples[i] = telemetry.Sample{Value: v.number, Labels: []telemetry.Label{database}}
		if v.label != "" {
			samples[i].Labels = append(samples[i].Labels, telemetry.Label{Name: v.label, Value: v.of})
		}
	}
	return samples
}

// buckets turns a histogram of the engine into one of telemetry.
func buckets(t zerodb.Times) telemetry.Buckets {
	b := telemetry.Buckets{Counts: t.Counts[:]}
	for i := range zerodb.TimesCounts - 1 {
		b.Bounds = append(b.Bounds, float64(zerodb.TimesBound(i))/float64(time.Second))
	}
	return b
}
