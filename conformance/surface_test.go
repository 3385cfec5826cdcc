package conformance

import (
	"os"
	"reflect"
	"strings"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
)

// TestMigrationIsComplete looks for every exported method of the official client on the migration page.
func TestMigrationIsComplete(t *testing.T) {
	page, err := os.ReadFile("../docs/client/migration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "# Every method")
	official := reflect.TypeFor[*as.Client]()
	for i := range official.NumMethod() {
		if name := official.Method(i).Name; !strings.Contains(table, "| `"+name+"` |") {
			t.Errorf("%s is not on the page", name)
		}
	}
}
