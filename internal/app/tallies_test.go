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

// TestTombRaider sets how long tombstones are kept, where there are any.
func TestTombRaider(t *testing.T) {
	const refused = "ERROR:4:invalid set-config parameter"
	plain := newAsker(t, startNode(t, nil))
	if got := plain.ask("set-config:context=namespace;id=test;tomb-raider-period=5"); got != refused {
		t.Errorf("without tombstones: %q", got)
	}
	a := newAsker(t, startNode(t, func(o *Options) { o.Edition = "enterprise" }))
	for set, want := range map[string]string{
		"tomb-raider-eligible-age=2h": "ok", "tomb-raider-period=90": "ok", "storage-engine.tomb-raider-sleep=700": "ok",
		"tomb-raider-sleep=4294967296": refused, "tomb-raider-period=x": refused, "tomb-raider-name=1": refused,
	} {
		if got := a.ask("set-config:context=namespace;id=test;" + set); got != want {
			t.Errorf("%s: %q", set, got)
		}
	}
	got := a.ask("namespace/test")
	if !strings.Contains(got, "tomb-raider-eligible-age=7200;tomb-raider-period=90;storage-engine.tomb-raider-sleep=700;") {
		t.Errorf("shown: %q", got)
	}
}
