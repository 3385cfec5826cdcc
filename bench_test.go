package aerolith_test

import (
	"testing"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aerolithtest"
)

// BenchmarkBackends reads and writes one record, embedded and over a connection of loopback.
func BenchmarkBackends(b *testing.B) {
	for name, dsn := range map[string]string{
		"memory": "memory:", "file": "file:" + b.TempDir() + "?durability=none", "serve": "aerospike://" + aerolithtest.NewServer(b).Address() + "/test",
	} {
		db := open(b, dsn)
		key, record := db.Key("bench", "k"), new(aerolith.Record)
		b.Run(name+"/put", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := db.Put(b.Context(), key, aerolith.Bins{"n": 1}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/get", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := db.GetInto(b.Context(), key, record, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
