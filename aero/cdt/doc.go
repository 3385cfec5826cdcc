// Package cdt builds operations on lists and maps, at the top of a bin or deep inside of it:
//
//	cdt.List("scores").Append(7)
//	cdt.Map("people", cdt.Key("anna")).Put("age", 30)
//	cdt.Map("people").GetByRankRange(-3, 3, cdt.ReturnKeyValue)
//
// Indexes and ranks count from 0, negative ones from the end; a count below 0 means "all from there".
//
// Read path.go first, then list.go, maps.go and find.go, which has what both have in common.
package cdt
