package proof

// repairMutations take back what readings of the code have repaired (docs/proof/readings.md).
func repairMutations() []mutation {
	return []mutation{
		{barrier{
			"what lies in the file below contents in memory is not looked at for changes", "internal/pager/changed.go",
			"known&inMemory != 0 && !p.kept.inFile(id) ||", "known&inMemory != 0 ||",
		}, "TestRubbishUnderContentInMemory"},
		{barrier{
			"damage that has come into waiting pages ends the process", "checkpoint_drain.go",
			"\tdefer catchFaults(db.pager).done(&err)\n\treturn write()\n", "\treturn write()\n",
		}, "TestRubbishInWaitingPages"},
		{barrier{
			"a reader keeps a version that was replaced while it came", "internal/mvcc/readers.go",
			"if again == v {", "if again != nil {",
		}, "internal/mvcc.TestSupersededVersionIsNotPinned"},
	}
}
