package cdt

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// BenchmarkLarge carries operations out on a list and a map of about a megabyte, in an order that no operation can
// take advantage of.
func BenchmarkLarge(b *testing.B) {
	const count = 200_000
	list, pairs := aero.List{}, aero.Map{}
	for i := range count {
		list.Items = append(list.Items, i*7919%count)
	}
	for i := range count / 4 {
		key := fmt.Sprintf("key-%06d", i*7919%(count/4))
		pairs.Entries = append(pairs.Entries, aero.MapEntry{Key: key, Value: i})
	}
	unordered := particle(b, list)
	ordered, _ := Modify(unordered, operand(b, opListSetType, 1), 8*testLimit)
	keyed, code := Canonical(particle(b, pairs))
	if code != aero.CodeOK {
		b.Fatal(code)
	}
	half := aero.List{Items: list.Items[:count/2]}
	for _, test := range []struct {
		name    string
		value   aero.Particle
		operand []byte
	}{
		{"list/append", unordered, operand(b, opListAppend, 5)},
		{"list/get", unordered, operand(b, opListGet, -1)},
		{"list/sort", unordered, operand(b, opListSort)},
		{"list/ranks", unordered, operand(b, opListGetByIndexRange, returnRank, 1)},
		{"list/items", unordered, operand(b, opListGetByValueList, returnRank, half)},
		{"list/unique", unordered, operand(b, opListAppendItems, half, 0, listAddUnique|listNoFail|listDoPartial)},
		{"list/ordered/append", ordered.Value, operand(b, opListAppend, 5)},
		{"list/ordered/items", ordered.Value, operand(b, opListAppendItems, half, 1)},
		{"map/put", keyed, operand(b, opMapPut, "key-0005005", 1)},
		{"map/put/items", keyed, operand(b, opMapPutItems, pairs)},
		{"map/ranks", keyed, operand(b, opMapRemoveByRankRange, returnKey, 100, 1000)},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if test.value.Type == aero.ParticleNil {
					b.Fatal("no value")
				}
				req, _ := parseRequest(test.operand)
				op, _ := lookup(req.code)
				code := aero.CodeOK
				if op.modifies {
					_, code = Modify(test.value, test.operand, 8*testLimit)
				} else {
					_, code = Read(test.value, test.operand)
				}
				if code != aero.CodeOK {
					b.Fatal(code)
				}
			}
		})
	}
}
