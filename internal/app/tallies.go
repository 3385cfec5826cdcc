package app

import (
	"strconv"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
)

// tallied names a count in a real node's words.
type tallied struct {
	name  string
	count uint64
}

// tallies returns what a namespace was asked for, under the names of a real node, where every namespace shows them.
func (s serverStore) tallies(namespace string) []server.NamedValue {
	t := s.Store.Tallies(namespace)
	var all []tallied
	for _, from := range []struct {
		origin record.Origin
		prefix string
		kinds  []string
	}{
		{record.OriginClient, "client", []string{"read", "write", "delete", "udf"}},
		{record.OriginBatch, "batch_sub", []string{"read", "write", "delete", "udf"}},
		{record.OriginJob, "udf_sub", []string{"", "", "", "udf"}},
		{record.OriginJob, "ops_sub", []string{"", "write", "", ""}},
	} {
		for kind, name := range from.kinds {
			if name != "" {
				all = appendOutcomes(all, from.prefix+"_"+name, record.CommandKind(kind), &t.Commands[from.origin][kind])
			}
		}
		if from.kinds[record.CommandFunction] != "" {
			all = appendFunctions(all, from.prefix+"_lang", &t.Functions[from.origin])
		}
	}
	all = appendQueries(all, "pi_query", &t.Queries[0])
	all = appendQueries(all, "si_query", &t.Queries[1])
	for _, failure := range []struct {
		name string
		code aero.ResultCode
	}{
		{"fail_key_busy", aero.CodeKeyBusy},
		{"fail_generation", aero.CodeGeneration},
		{"fail_record_too_big", aero.CodeRecordTooBig},
		{"fail_mrt_blocked", aero.CodeTransactionBlocked},
		{"fail_mrt_version_mismatch", aero.CodeTransactionVersionMismatch},
	} {
		all = append(all, tallied{failure.name, t.Codes[failure.code]})
	}
	values := make([]server.NamedValue, len(all))
	for i, one := range all {
		values[i] = server.NamedValue{Name: one.name, Value: strconv.FormatUint(one.count, 10)}
	}
	return values
}

// appendOutcomes appends how the commands of a kind ended.
func appendOutcomes(all []tallied, prefix string, kind record.CommandKind, counts *[record.Outcomes]uint64) []tallied {
	done := "_success"
	if kind == record.CommandFunction {
		done = "_complete"
	}
	all = append(all, tallied{prefix + done, counts[record.OutcomeDone]},
		tallied{prefix + "_error", counts[record.OutcomeError]}, tallied{prefix + "_timeout", counts[record.OutcomeTimeout]})
	if kind == record.CommandRead || kind == record.CommandDelete {
		all = append(all, tallied{prefix + "_not_found", counts[record.OutcomeNotFound]})
	}
	return append(all, tallied{prefix + "_filtered_out", counts[record.OutcomeFilteredOut]})
}

// appendFunctions appends what functions did to their records.
func appendFunctions(all []tallied, prefix string, counts *[record.FunctionOutcomes]uint64) []tallied {
	return append(all, tallied{prefix + "_read_success", counts[record.FunctionRead]},
		tallied{prefix + "_write_success", counts[record.FunctionWrote]},
		tallied{prefix + "_delete_success", counts[record.FunctionRemoved]},
		tallied{prefix + "_error", counts[record.FunctionFailed]})
}

// appendQueries appends how queries ended.
func appendQueries(all []tallied, prefix string, counts *[record.QueryKinds][record.Outcomes]uint64) []tallied {
	for kind, name := range [record.QueryKinds]string{"_short_basic", "_long_basic", "_aggr", "_udf_bg", "_ops_bg"} {
		third, outcome := "_abort", record.OutcomeAborted
		if record.QueryKind(kind) == record.QueryShort {
			third, outcome = "_timeout", record.OutcomeTimeout
		}
		all = append(all, tallied{prefix + name + "_complete", counts[kind][record.OutcomeDone]},
			tallied{prefix + name + "_error", counts[kind][record.OutcomeError]},
			tallied{prefix + name + third, counts[kind][outcome]})
	}
	return all
}
