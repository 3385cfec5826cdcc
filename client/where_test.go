package client_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/expr"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// TestWhere finds records by every kind of range, and nothing of another kind.
func TestWhere(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx := t.Context()
	bins := []client.Bins{
		{"name": "anna", "blob": []byte{1}, "tags": []any{"red", "blue"}, "scores": map[string]any{"go": 7}, "n": 1},
		{"name": "bert", "blob": []byte{2}, "tags": []any{"blue"}, "scores": map[string]any{"chess": 9}, "n": 2},
	}
	square := `{"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}`
	bins[0]["area"] = aero.GeoJSON(square)
	for i := range bins {
		must(t, c.Put(ctx, aero.IntKey("test", "demo", int64(i)), bins[i], nil))
	}
	indexes := []aero.IndexDefinition{
		{Name: "n", Bin: "n", Type: aero.ParticleInteger},
		{Name: "name", Bin: "name", Type: aero.ParticleString},
		{Name: "blob", Bin: "blob", Type: aero.ParticleBlob},
		{Name: "area", Bin: "area", Type: aero.ParticleGeoJSON},
		{Name: "tags", Bin: "tags", Type: aero.ParticleString, Source: aero.IndexListElements},
		{Name: "games", Bin: "scores", Type: aero.ParticleString, Source: aero.IndexMapKeys},
		{Name: "points", Bin: "scores", Type: aero.ParticleInteger, Source: aero.IndexMapValues},
	}
	for _, index := range indexes {
		index.Namespace, index.Set = "test", "demo"
		must(t, c.CreateIndex(ctx, index))
		must(t, c.IndexReady(ctx, "test", index.Name))
	}
	cases := map[string]struct {
		where aero.IndexRange
		want  string
	}{
		"int":     {client.EqualInt("n", 2), "bert"},
		"string":  {client.EqualString("name", "anna"), "anna"},
		"bytes":   {client.EqualBytes("blob", []byte{2}), "bert"},
		"within":  {client.ContainingPoint("area", `{"type": "Point", "coordinates": [1, 1]}`), "anna"},
		"element": {client.In(aero.IndexListElements, client.EqualString("tags", "red")), "anna"},
		"key":     {client.In(aero.IndexMapKeys, client.EqualString("scores", "chess")), "bert"},
		"value":   {client.In(aero.IndexMapValues, client.Between("scores", 5, 8)), "anna"},
	}
	for name, one := range cases {
		found := ""
		for record, err := range c.Query(ctx, "test", "demo", one.where, nil) {
			must(t, err)
			text, err := client.ValueAs[string](record, "name")
			must(t, err)
			found += text
		}
		if found != one.want {
			t.Errorf("%s: %q, want %q", name, found, one.want)
		}
	}
	for _, err := range c.Query(ctx, "test", "demo", client.EqualInt("other", 1), nil) {
		if !errors.Is(err, aero.CodeIndexNotFound) {
			t.Error(err)
		}
	}
}

// TestFilteredBatch lets entries, their policies and the batch's filter: the nearest one counts.
func TestFilteredBatch(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx, key := t.Context(), aero.IntKey("test", "demo", 1)
	must(t, c.Put(ctx, key, client.Bins{"n": 1}, nil))
	encoded := func(e expr.Expression) []byte {
		data, err := e.Encode()
		must(t, err)
		return data
	}
	one, two := encoded(expr.Equal(expr.IntBin("n"), expr.Int(1))), encoded(expr.Equal(expr.IntBin("n"), expr.Int(2)))
	entries := []client.BatchEntry{
		client.BatchGet(key), client.BatchGet(key).WithFilter(one), client.BatchGet(key).WithFilter(two).WithReadTouch(-1),
		client.BatchDelete(key, &client.WritePolicy{Filter: two}),
	}
	results, err := c.Batch(ctx, entries, &client.BatchPolicy{Filter: two})
	must(t, err)
	for i, want := range []error{aero.CodeFilteredOut, nil, aero.CodeFilteredOut, aero.CodeFilteredOut} {
		if !errors.Is(results[i].Err, want) {
			t.Errorf("entry %d: %v, want %v", i, results[i].Err, want)
		}
	}
}

// TestPartitionsInParts walks through ranges of partitions that are all of them together.
func TestPartitionsInParts(t *testing.T) {
	c := connect(t, aerolithtest.NewCluster(t, 2).Hosts()[0], nil)
	ctx := t.Context()
	for i := range int64(50) {
		must(t, c.Put(ctx, aero.IntKey("test", "demo", i), client.Bins{"n": i}, nil))
	}
	seen := make(map[aero.Digest]bool)
	for first := 0; first < aero.PartitionCount; first += 1000 {
		for record, err := range c.Scan(ctx, "test", "demo", &client.ScanPolicy{FirstPartition: first, PartitionCount: 1000}) {
			must(t, err)
			if id := int(record.Key.Digest.Partition()); id < first || id >= first+1000 || seen[record.Key.Digest] {
				t.Fatalf("partition %d, or twice", id)
			}
			seen[record.Key.Digest] = true
		}
	}
	if len(seen) != 50 {
		t.Fatalf("%d records", len(seen))
	}
}

// TestRefusals reads the refusals of info commands, as errors and as answers.
func TestRefusals(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	err := c.CreateIndex(t.Context(), aero.IndexDefinition{Namespace: "none", Name: "n", Bin: "n", Type: aero.ParticleInteger})
	var refused *client.RefusedError
	if !errors.As(err, &refused) || !errors.Is(err, refused.Code) || !strings.Contains(err.Error(), "sindex-create") {
		t.Fatal(err)
	}
	reply, err := c.Info(t.Context(), "", "nonsense", "build")
	must(t, err)
	if text, is := reply[0].Refusal(); !is || text == "" {
		t.Errorf("%+v", reply[0])
	}
	if _, is := reply[1].Refusal(); is {
		t.Errorf("%+v", reply[1])
	}
}

// TestOptionsThatCannotBe refuses logins that lack something, before anything is dialled.
func TestOptionsThatCannotBe(t *testing.T) {
	password := func() (string, error) { return "", nil }
	for name, auth := range map[string]client.Auth{
		"unknown mode":              {Mode: 9, User: "u", Password: password},
		"no user":                   {Password: password},
		"no password":               {User: "u"},
		"external without TLS":      {Mode: client.AuthExternal, User: "u", Password: password},
		"PKI without a certificate": {Mode: client.AuthPKI},
	} {
		options := client.DefaultOptions()
		options.Auth = &auth
		if _, err := client.Open(t.Context(), []string{"127.0.0.1:1"}, options); !errors.Is(err, client.ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
