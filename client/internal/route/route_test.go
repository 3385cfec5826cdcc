package route

import (
	"testing"
	"time"
)

// member is a node for tests.
type member struct {
	name    string
	broken  bool
	load    int64
	latency time.Duration
	rack    int
}

// Usable implements Member.
func (m *member) Usable() bool { return !m.broken }

// Load implements Member.
func (m *member) Load() int64 { return m.load }

// Latency implements Member.
func (m *member) Latency() time.Duration { return m.latency }

// Rack implements Member.
func (m *member) Rack(string) int { return m.rack }

// copiesOf makes copies of nodes.
func copiesOf(nodes ...*member) *Copies[*member] {
	c := &Copies[*member]{}
	for _, n := range nodes {
		c.Add(n)
	}
	return c
}

// TestChoose checks which copies each policy takes with one try after the other.
func TestChoose(t *testing.T) {
	ms := time.Millisecond
	three := func() (a, b, c *member) { return &member{name: "a"}, &member{name: "b"}, &member{name: "c"} }
	cases := []struct {
		name string
		ask  Ask
		with func(a, b, c *member)
		want string
	}{
		{"sequence", Ask{}, nil, "abca"},
		{"sequence, master broken", Ask{}, func(a, _, _ *member) { a.broken = true }, "bcbc"},
		{"sequence, all broken", Ask{}, func(a, b, c *member) { a.broken, b.broken, c.broken = true, true, true }, "abca"},
		{"master", Ask{Policy: Master}, func(a, _, _ *member) { a.broken = true }, "aaaa"},
		{"any, first turn", Ask{Policy: Any}, nil, "abca"},
		{"any, next turn", Ask{Policy: Any, Turn: 4}, nil, "bcab"},
		{"round robin", Ask{Policy: RoundRobin, Turn: 2}, func(_, b, _ *member) { b.broken = true }, "caca"},
		{"rack", Ask{Policy: PreferRack, Racks: []int{7, 2}}, func(a, b, c *member) { a.rack, b.rack, c.rack = 1, 2, 7 }, "cbac"},
		{"rack, broken", Ask{Policy: PreferRack, Racks: []int{7}}, func(a, _, c *member) { a.broken, c.rack = true, 7 }, "cbcb"},
		{"least", Ask{Policy: LeastConnections}, func(a, b, c *member) { a.load, b.load, c.load = 5, 1, 3 }, "bcab"},
		{"least, equal", Ask{Policy: LeastConnections, Turn: 1}, nil, "bcab"},
		{"latency", Ask{Policy: LatencyAware}, func(a, b, c *member) { a.latency, b.latency, c.latency = 9*ms, ms, ms }, "bacb"},
		{"latency, other pair", Ask{Policy: LatencyAware, Draw: 3 << 32}, func(a, _, c *member) { a.latency, c.latency = ms, 2*ms }, "acba"},
		{"latency with load", Ask{Policy: LatencyAware}, func(a, b, _ *member) { a.latency, b.latency, b.load = 3*ms, ms, 9 }, "abca"},
	}
	for _, tc := range cases {
		a, b, c := three()
		if tc.with != nil {
			tc.with(a, b, c)
		}
		got := ""
		for tries := range 4 {
			tc.ask.Tries = tries
			n, ok := Choose(copiesOf(a, b, c), tc.ask)
			if !ok {
				t.Fatalf("%s: nobody", tc.name)
			}
			got += n.name
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// TestChooseNobody checks the cases without an answer.
func TestChooseNobody(t *testing.T) {
	if _, ok := Choose(copiesOf(), Ask{}); ok {
		t.Error("a copy out of nothing")
	}
	masterless := copiesOf(&member{})
	masterless.Masterless = true
	if _, ok := Choose(masterless, Ask{Policy: Master}); ok {
		t.Error("a master out of nothing")
	}
	if _, ok := Choose(masterless, Ask{}); !ok {
		t.Error("the other copy was not taken")
	}
	full := copiesOf()
	for range MaxCopies + 2 {
		full.Add(&member{})
	}
	if full.Len() != MaxCopies {
		t.Error(full.Len())
	}
}

// BenchmarkChoose measures a choice.
func BenchmarkChoose(b *testing.B) {
	copies := copiesOf(&member{latency: 1}, &member{latency: 2})
	for i := range b.N {
		Choose(copies, Ask{Policy: LatencyAware, Draw: uint64(i)})
	}
}
