package registry

import (
	_ "embed" // the tables are part of the program
	"sync"

	"github.com/aerolith/aerolith/config/schema"
)

//go:generate env AEROLITH_UPDATE=1 go test -count=1 ../internal/modelgen

// The tables. They are constants in all but name: nothing changes them.
var (
	//go:embed tables/aerospike.txt
	aerospikeTable string
	//go:embed tables/serve.txt
	serveTable string
	//go:embed tables/client.txt
	clientTable string
	//go:embed tables/dynamic.txt
	dynamicTable string
)

// Each schema is read once, when it is first asked for. A table that cannot be read is a bug, which the tests of this package find.
var (
	readAerospike = reading("aerospike", &aerospikeTable)
	readServe     = reading("serve", &serveTable)
	readClient    = reading("client", &clientTable)
	readDynamic   = reading("dynamic", &dynamicTable)
)

// reading returns a function that reads a table when it is first called.
func reading(name string, table *string) func() (*schema.Schema, error) {
	return sync.OnceValues(func() (*schema.Schema, error) { return schema.ParseTable(name, *table) })
}

// Aerospike returns the options of an Aerospike server, 8.1.
func Aerospike() *schema.Schema { return proved(readAerospike()) }

// Serve returns the options of Aerolith's own server and store.
func Serve() *schema.Schema { return proved(readServe()) }

// Client returns the options and policies of Aerolith's client.
func Client() *schema.Schema { return proved(readClient()) }

// Dynamic returns what the dynamic configuration file of Aerospike's clients may say.
func Dynamic() *schema.Schema { return proved(readDynamic()) }

// All returns all schemas.
func All() []*schema.Schema { return []*schema.Schema{Aerospike(), Serve(), Client(), Dynamic()} }

// ByName finds a schema by its name, nil if there is none.
func ByName(name string) *schema.Schema {
	for _, s := range All() {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// proved returns a schema that the tests have read; an empty one stands in for a table that cannot be.
func proved(s *schema.Schema, err error) *schema.Schema {
	if err != nil {
		return &schema.Schema{Root: &schema.Context{}}
	}
	return s
}

// Version is the version of the Aerospike server that the table describes.
const Version = "8.1"
