package client

import (
	"testing"

	"github.com/aerolith/aerolith/internal/sim"
)

// TestAddresses lets nodes give addresses for each other where nobody listens: a client finds them under their alternate
// addresses, or with a map of addresses, or does with its seeds alone.
func TestAddresses(t *testing.T) {
	const elsewhere = "127.0.0.2"
	cases := map[string]struct {
		change func(*Options)
		seeds  int
		want   int
	}{
		"as given":         {func(*Options) {}, 1, 1},
		"alternate":        {func(o *Options) { o.AlternateAddresses = true }, 1, 3},
		"mapped":           {func(o *Options) { o.AddressMap = map[string]string{elsewhere: "127.0.0.1"} }, 1, 3},
		"seeds alone":      {func(o *Options) { o.SeedOnly, o.AlternateAddresses = true, true }, 1, 1},
		"two of the seeds": {func(o *Options) { o.SeedOnly = true }, 2, 2},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			checkLeaks(t)
			cluster := sim.Start(t, 3, "test")
			for i := range 3 {
				cluster.Node(i).SetConduct(sim.Conduct{Advertise: elsewhere})
			}
			options := quick()
			c.change(&options)
			client, err := Open(t.Context(), cluster.Hosts()[:c.seeds], options)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			eventually(t, "the nodes are found", func() bool { return len(client.Nodes()) == c.want })
			mustPut(t, client, keyOn(cluster, 0), 1)
		})
	}
}
