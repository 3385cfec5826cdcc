package clientconfig

import (
	"slices"
	"strconv"
	"time"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/tree"
)

// dynamicOptions returns what each path of a dynamic configuration sets.
func dynamicOptions() map[string]setter {
	table := map[string]setter{
		"static.client.max_connections_per_node": count(func(o *client.Options, n int) { o.MaxConnsPerNode = n }),
		"static.client.min_connections_per_node": count(func(o *client.Options, n int) { o.MinConnsPerNode = n }),
		"static.client.config_interval":          taken, // whoever watches the file asks Interval
		"dynamic.client.max_socket_idle":         span(time.Second, func(o *client.Options, d time.Duration) { o.IdleLimit = d }),
		"dynamic.client.timeout":                 span(time.Millisecond, func(o *client.Options, d time.Duration) { o.DialTimeout = d }),
		"dynamic.client.tend_interval":           span(time.Millisecond, func(o *client.Options, d time.Duration) { o.TendInterval = d }),
		"dynamic.client.max_error_rate":          count(func(o *client.Options, n int) { o.Breaker.MinFailures = max(n, 1) }),
		"dynamic.client.rack_ids":                racks,
		"dynamic.client.rack_aware": flag(func(o *client.Options, on bool) {
			if on {
				o.Replica = client.ReplicaPreferRack
			}
		}),
		"dynamic.client.use_service_alternate": flag(func(o *client.Options, on bool) { o.AlternateAddresses = on }),
		"dynamic.client.error_rate_window":     taken, // see window
		"dynamic.metrics.enable":               only("false"),
	}
	addReads(table)
	addWrites(table)
	addWalks(table)
	addBatches(table)
	for section, of := range timings() {
		addTiming(table, "dynamic."+section+".", of)
	}
	return table
}

// addReads adds what concerns single reads.
func addReads(table map[string]setter) {
	table["dynamic.read.replica"] = replica(func(o *client.Options) *client.Replica { return &o.Policies.Read.Replica })
	table["dynamic.read.read_mode_ap"] = word(map[string]func(o *client.Options){
		"ONE": func(*client.Options) {}, "ALL": func(o *client.Options) { o.Policies.Read.Consistency = client.ReadAllCopies },
	})
	table["dynamic.read.read_mode_sc"] = consistency
}

// addWrites adds what concerns single writes. They go to the master, whatever copy is asked for.
func addWrites(table map[string]setter) {
	table["dynamic.write.replica"] = only("MASTER", "SEQUENCE")
	table["dynamic.write.send_key"] = flag(func(o *client.Options, on bool) { o.Policies.Write.SendKey = on })
	table["dynamic.write.durable_delete"] = flag(func(o *client.Options, on bool) { o.Policies.Write.DurableDelete = on })
}

// addWalks adds what concerns scans and queries. They visit the masters.
func addWalks(table map[string]setter) {
	table["dynamic.scan.replica"] = only("MASTER", "SEQUENCE")
	table["dynamic.scan.max_concurrent_nodes"] = count(func(o *client.Options, n int) { o.Policies.Scan.MaxConcurrentNodes = n })
	table["dynamic.query.replica"] = only("MASTER", "SEQUENCE")
	table["dynamic.query.include_bin_data"] = flag(func(o *client.Options, on bool) { o.Policies.Query.HeaderOnly = !on })
	table["dynamic.query.expected_duration"] = word(map[string]func(o *client.Options){
		"LONG": func(o *client.Options) { o.Policies.Query.Short = false }, "SHORT": func(o *client.Options) { o.Policies.Query.Short = true },
	})
}

// addBatches adds what concerns batches and the ends of transactions. This client lets the server decide how it carries out a batch,
// and wants every entry answered.
func addBatches(table map[string]setter) {
	for section, of := range map[string]func(*client.Options) *client.BatchPolicy{
		"batch_read":  func(o *client.Options) *client.BatchPolicy { return &o.Policies.BatchRead },
		"batch_write": func(o *client.Options) *client.BatchPolicy { return &o.Policies.BatchWrite },
	} {
		table["dynamic."+section+".replica"] = replica(func(o *client.Options) *client.Replica { return &of(o).Replica })
		table["dynamic."+section+".max_concurrent_thread"] = count(func(o *client.Options, n int) { of(o).MaxConcurrentRequests = n })
	}
	for section, of := range map[string]func(*client.Options) *client.WritePolicy{
		"batch_write":  func(o *client.Options) *client.WritePolicy { return &o.Policies.EntryWrite },
		"batch_udf":    func(o *client.Options) *client.WritePolicy { return &o.Policies.EntryFunction },
		"batch_delete": func(o *client.Options) *client.WritePolicy { return &o.Policies.EntryDelete },
	} {
		table["dynamic."+section+".send_key"] = flag(func(o *client.Options, on bool) { of(o).SendKey = on })
		table["dynamic."+section+".durable_delete"] = flag(func(o *client.Options, on bool) { of(o).DurableDelete = on })
	}
	for _, section := range []string{"batch_read", "batch_write", "txn_roll", "txn_verify"} {
		prefix := "dynamic." + section + "."
		table[prefix+"respond_all_keys"], table[prefix+"read_mode_ap"], table[prefix+"read_mode_sc"] = only("true"), only("ONE"), only("SESSION")
	}
	for _, section := range []string{"txn_roll", "txn_verify"} {
		table["dynamic."+section+".replica"] = only("MASTER", "SEQUENCE")
	}
}

// timings returns where the times of each section go.
func timings() map[string]func(*client.Options) *client.Timing {
	return map[string]func(*client.Options) *client.Timing{
		"read":        func(o *client.Options) *client.Timing { return based(&o.Policies.Read.Timing, o.Timing) },
		"write":       func(o *client.Options) *client.Timing { return based(&o.Policies.Write.Timing, o.Timing) },
		"batch_read":  func(o *client.Options) *client.Timing { return based(&o.Policies.BatchRead.Timing, o.Timing) },
		"batch_write": func(o *client.Options) *client.Timing { return based(&o.Policies.BatchWrite.Timing, o.Timing) },
		"scan":        func(o *client.Options) *client.Timing { return based(&o.Policies.Scan.Timing, o.ScanTiming) },
		"query":       func(o *client.Options) *client.Timing { return based(&o.Policies.Query.Timing, o.ScanTiming) },
		"txn_verify":  func(o *client.Options) *client.Timing { return &o.Policies.Verify },
		"txn_roll":    func(o *client.Options) *client.Timing { return &o.Policies.Roll },
	}
}

// based returns a timing, which begins as another one if it is zero: in one that is not, every field counts.
func based(t *client.Timing, standard client.Timing) *client.Timing {
	if *t == (client.Timing{}) {
		*t = standard
	}
	return t
}

// addTiming adds the options of time and attempts.
func addTiming(table map[string]setter, prefix string, of func(*client.Options) *client.Timing) {
	table[prefix+"total_timeout"] = span(time.Millisecond, func(o *client.Options, d time.Duration) { of(o).Total = d })
	table[prefix+"socket_timeout"] = span(time.Millisecond, func(o *client.Options, d time.Duration) { of(o).Attempt = d })
	table[prefix+"sleep_between_retries"] = span(time.Millisecond, func(o *client.Options, d time.Duration) {
		of(o).RetryDelay, of(o).RetryDelayMax = d, max(d, of(o).RetryDelayMax)
	})
	table[prefix+"max_retries"] = count(func(o *client.Options, n int) { of(o).MaxRetries = n })
	table[prefix+"timeout_delay"] = only("0")
}

// taken is for what needs nothing.
func taken(*client.Options, tree.Value) bool { return true }

// only is for what this client always does in one of some ways.
func only(ways ...string) setter {
	return func(_ *client.Options, v tree.Value) bool { return slices.Contains(ways, v.Text) }
}

// word is for what each word sets.
func word(words map[string]func(o *client.Options)) setter {
	return func(o *client.Options, v tree.Value) bool {
		set, found := words[v.Text]
		if found {
			set(o)
		}
		return found
	}
}

// flag returns a setter of what is on or off.
func flag(set func(o *client.Options, on bool)) setter {
	return func(o *client.Options, v tree.Value) bool {
		set(o, v.Text == "true")
		return true
	}
}

// racks sets the racks that are preferred.
func racks(o *client.Options, v tree.Value) bool {
	var all []int
	for _, item := range v.Items {
		n, err := strconv.Atoi(item)
		if err != nil {
			return false
		}
		all = append(all, n)
	}
	o.Racks = all
	return true
}

// replica returns a setter of the copy that is read. Where racks are preferred, a mere order of the copies does not override that.
func replica(of func(o *client.Options) *client.Replica) setter {
	return func(o *client.Options, v tree.Value) bool {
		choice, found := map[string]client.Replica{
			"MASTER": client.ReplicaMaster, "MASTER_PROLES": client.ReplicaAny, "SEQUENCE": client.ReplicaSequence,
			"PREFER_RACK": client.ReplicaPreferRack, "RANDOM": client.ReplicaAny,
		}[v.Text]
		if found && (choice != client.ReplicaSequence || o.Replica != client.ReplicaPreferRack) {
			*of(o) = choice
		}
		return found
	}
}

// consistency sets how strict reads are. The client cannot ask all copies and be strict at once: the first counts.
func consistency(o *client.Options, v tree.Value) bool {
	choice, found := map[string]client.Consistency{
		"SESSION": client.ReadSession, "LINEARIZE": client.ReadLinear, "ALLOW_REPLICA": client.ReadAnyCopy, "ALLOW_UNAVAILABLE": client.ReadUnavailable,
	}[v.Text]
	if !found || o.Policies.Read.Consistency == client.ReadAllCopies {
		return found && choice == client.ReadSession
	}
	o.Policies.Read.Consistency = choice
	return true
}
