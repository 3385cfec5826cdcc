package main

import (
	"slices"
	"strings"
	"testing"
)

// comparison is what benchstat prints, shortened.
const comparison = `goos: linux
pkg: github.com/aerolith/aerolith/zerodb
,old,,new,,,
,sec/op,CI,sec/op,CI,vs base,P
Get-2,1e-07,2%,1.3e-07,1%,+30.00%,p=0.002 n=6
Put-2,1e-06,2%,1.05e-06,1%,+5.00%,p=0.002 n=6
Scan-2,1e-06,2%,1.9e-06,90%,~,p=0.394 n=6
Gone-2,1e-06,2%,,,,
geomean,2e-07,,4e-07,,+90.00%,

,old,,new,,,
,B/s,CI,B/s,CI,vs base,P
Load-2,1e+09,2%,5e+08,1%,-50.00%,p=0.002 n=6
Dump-2,1e+09,2%,5e+09,1%,+400.00%,p=0.002 n=6
`

// TestRegressions reads a comparison that has a regression of each direction, and differences that are none.
func TestRegressions(t *testing.T) {
	found, err := regressions(strings.NewReader(comparison), 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []regression{{"Get-2", "sec/op", 30}, {"Load-2", "B/s", -50}}
	if !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
}
