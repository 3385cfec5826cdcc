package app

import (
	"strings"
	"testing"
)

// TestTallies checks that a namespace shows its counts under the names of a real node, each once, with real numbers.
func TestTallies(t *testing.T) {
	a := newAsker(t, startNode(t, nil))
	seen := map[string]string{}
	for part := range strings.SplitSeq(a.ask("namespace/test"), ";") {
		name, value, _ := strings.Cut(part, "=")
		if _, again := seen[name]; again {
			t.Errorf("%s is shown twice", name)
		}
		seen[name] = value
	}
	for _, name := range []string{
		"client_read_success", "client_read_not_found", "client_write_error", "client_delete_filtered_out", "client_udf_complete",
		"client_lang_delete_success", "batch_sub_write_timeout", "batch_sub_lang_error", "udf_sub_udf_complete",
		"udf_sub_lang_write_success", "ops_sub_write_success", "pi_query_short_basic_timeout", "pi_query_long_basic_abort",
		"si_query_aggr_complete", "si_query_ops_bg_error", "fail_generation", "fail_mrt_blocked",
	} {
		if seen[name] != "0" {
			t.Errorf("%s=%q", name, seen[name])
		}
	}
}
