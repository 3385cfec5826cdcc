package registry

import (
	_ "embed" // the tables are part of the program
	"sync"

	"github.com/aerolith/aerolith/config/schema"
)

//go:generate go run ../internal/modelgen

// aerospikeTable is the table of an Aerospike server.
//
//go:embed tables/aerospike.txt
var aerospikeTable string

// The schemas are read once. A table that cannot be read is a bug of this package, which its tests find.
var readAerospike = sync.OnceValues(func() (*schema.Schema, error) { return schema.ParseTable("aerospike", aerospikeTable) })

// Aerospike returns the options of an Aerospike server, 8.1.
func Aerospike() *schema.Schema { return must(readAerospike()) }

// must returns a schema that tests have proved readable; an empty one stands for it if it is not.
func must(s *schema.Schema, err error) *schema.Schema {
	if err != nil {
		return &schema.Schema{Root: &schema.Context{}}
	}
	return s
}
