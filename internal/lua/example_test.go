package lua_test

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/lua"
)

// A function sees a record and says what it wants done to it.
func ExampleModule_ApplyRecord() {
	source := `
		function rename(rec, from, to)
			rec[to] = rec[from]
			rec[from] = nil
			aerospike:update(rec)
			return record.numbins(rec)
		end`
	module, err := lua.Compile("example.lua", []byte(source), lua.Limits{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	value, _ := aero.NewParticle("hello")
	found := &lua.Record{Exists: true, Bins: []aero.Bin{{Name: "old", Value: value}}}
	call := &lua.Call{Function: "rename", Arguments: []any{"old", "new"}}
	result, changes, err := module.ApplyRecord(context.Background(), call, found)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("bins:", result)
	for _, bin := range changes.Bins {
		fmt.Printf("%s = %q\n", bin.Name, bin.Value.Data)
	}
	// Output:
	// bins: 1
	// new = "hello"
	// old = ""
}
