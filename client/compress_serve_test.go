package client_test

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// traffic counts the bytes that a client's connections carry.
type traffic struct{ sent, received atomic.Int64 }

// dial is client.Options.Dial.
func (c *traffic) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	return counted{conn, c}, err
}

// counted is a connection whose bytes are counted.
type counted struct {
	net.Conn
	sum *traffic
}

// Read implements net.Conn.
func (c counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.sum.received.Add(int64(n))
	return n, err
}

// Write implements net.Conn.
func (c counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.sum.sent.Add(int64(n))
	return n, err
}

// during returns how many bytes went each way while something was done.
func (c *traffic) during(what func()) (sent, received int64) {
	sent, received = c.sent.Load(), c.received.Load()
	what()
	return c.sent.Load() - sent, c.received.Load() - received
}

// echoes is a stream function whose results, and whose argument, are long.
const echoes = `
function texts(stream, prefix) return stream : map(function(r) return prefix .. r.text end) end
`

// TestCompressOnServer makes calls of every kind with and without Compress against a server of the Enterprise edition: the
// results are the same, and far fewer bytes travel in the directions that the server compresses.
func TestCompressOnServer(t *testing.T) {
	server := aerolithtest.NewServer(t, aerolithtest.WithEnterprise())
	var bytes traffic
	c := connect(t, server.Address(), func(o *client.Options) {
		// Questions about the cluster would be counted too.
		o.Dial, o.TendInterval = bytes.dial, patience
	})
	ctx, long := t.Context(), strings.Repeat("compress me ", 500)
	must(t, c.RegisterModule(ctx, "echoes.lua", []byte(echoes)))
	must(t, c.CreateIndex(ctx, aero.IndexDefinition{Namespace: "test", Set: "demo", Name: "n", Bin: "n", Type: aero.ParticleInteger}))
	must(t, c.IndexReady(ctx, "test", "n"))
	const records = 20
	keys := make([]aero.Key, records)
	for i := range keys {
		keys[i] = aero.IntKey("test", "demo", int64(i))
		must(t, c.Put(ctx, keys[i], client.Bins{"n": i, "text": long}, nil))
	}
	texts := func(yield func(string)) func(*client.Record, error) {
		return func(r *client.Record, err error) {
			must(t, err)
			text, err := client.ValueAs[string](r, "text")
			must(t, err)
			yield(text)
		}
	}
	calls := map[string]struct {
		// sends and receives say which direction carries what can be compressed.
		sends, receives bool
		call            func(compress bool, yield func(string))
	}{
		"put": {true, false, func(compress bool, yield func(string)) {
			for range records {
				must(t, c.Put(ctx, keys[0], client.Bins{"n": 0, "text": long}, &client.WritePolicy{Compress: compress}))
				yield(long)
			}
		}},
		"batch": {false, true, func(compress bool, yield func(string)) {
			results, err := c.Batch(ctx, client.BatchGets(keys), &client.BatchPolicy{Compress: compress})
			must(t, err)
			for i := range results {
				texts(yield)(results[i].Record, results[i].Err)
			}
		}},
		"scan": {false, true, func(compress bool, yield func(string)) {
			for r, err := range c.Scan(ctx, "test", "demo", &client.ScanPolicy{Compress: compress}) {
				texts(yield)(r, err)
			}
		}},
		"query": {false, true, func(compress bool, yield func(string)) {
			for r, err := range c.Query(ctx, "test", "demo", client.Between("n", 0, records), &client.ScanPolicy{Compress: compress}) {
				texts(yield)(r, err)
			}
		}},
		"aggregate": {true, true, func(compress bool, yield func(string)) {
			a := client.Aggregation{
				Namespace: "test", Set: "demo", Module: "echoes", Function: "texts", Source: []byte(echoes), Arguments: []any{long},
			}
			for value, err := range c.Aggregate(ctx, a, &client.ScanPolicy{Compress: compress}) {
				must(t, err)
				text, _ := value.(string)
				yield(strings.TrimPrefix(text, long))
			}
		}},
	}
	for name, one := range calls {
		t.Run(name, func(t *testing.T) {
			found := 0
			count := func(text string) {
				if text == long {
					found++
				}
			}
			plainSent, plainReceived := bytes.during(func() { one.call(false, count) })
			sent, received := bytes.during(func() { one.call(true, count) })
			if found != 2*records {
				t.Errorf("%d texts, want %d", found, 2*records)
			}
			if one.sends && sent > plainSent/5 || one.receives && received > plainReceived/5 {
				t.Errorf("%d bytes sent and %d received, as they are %d and %d", sent, received, plainSent, plainReceived)
			}
		})
	}
}
