package app

import (
	"encoding/csv"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// patience bounds every wait of these tests, on a machine of any speed.
const patience = 5 * time.Minute

// startNode starts a node in memory on a free port of loopback, which waits for writes, requests and readers as long as it takes.
func startNode(t *testing.T, change func(*Options)) *Node {
	t.Helper()
	options := DefaultOptions()
	options.Data, options.Durability, options.Listen = t.TempDir(), "memory", []string{"127.0.0.1:0"}
	options.Tuned.Record.DefaultTimeout = 1000 * time.Hour // clocks jump
	options.Tuned.Server.FrameTimeout, options.Tuned.Server.WriteTimeout = patience, patience
	if change != nil {
		change(&options)
	}
	n, err := Start(options, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Stop(t.Context()); err != nil && t.Context().Err() == nil {
			t.Errorf("stop: %v", err)
		}
	})
	return n
}

// asker asks a node for info.
type asker struct {
	t    *testing.T
	conn net.Conn
}

// newAsker connects to a node.
func newAsker(t *testing.T, n *Node) *asker {
	t.Helper()
	conn, err := net.Dial("tcp", n.Facts().Addresses[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // only read from
	return &asker{t, conn}
}

// send sends a request whose answer has to be there in time.
func (a *asker) send(request []byte) {
	a.t.Helper()
	if err := a.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		a.t.Fatal(err)
	}
	if _, err := a.conn.Write(request); err != nil {
		a.t.Fatal(err)
	}
}

// ask returns the answer to one command.
func (a *asker) ask(command string) string {
	a.t.Helper()
	request, err := wire.AppendInfoRequest(nil, command)
	if err != nil {
		a.t.Fatal(err)
	}
	a.send(request)
	head := make([]byte, wire.FrameHeaderSize)
	if _, err := io.ReadFull(a.conn, head); err != nil {
		a.t.Fatal(err)
	}
	header, err := wire.DecodeFrameHeader(head, 1<<20)
	if err != nil {
		a.t.Fatal(err)
	}
	body := make([]byte, header.Size)
	if _, err := io.ReadFull(a.conn, body); err != nil {
		a.t.Fatal(err)
	}
	return strings.TrimSuffix(strings.TrimPrefix(string(body), command+"\t"), "\n")
}

// classes says what answers of each class look like.
var classes = map[string]*regexp.Regexp{
	"empty":  regexp.MustCompile(`^$`),
	"ok":     regexp.MustCompile(`^ok$`),
	"number": regexp.MustCompile(`^\d+$`),
	"pairs":  regexp.MustCompile(`^[\w.\[\]-]+=[^;]*([;:][^;=]+=[^;]*|:\[\d+-\d+\)=\d+)*;?$`),
	"text":   regexp.MustCompile(`^[^\n]+$`),
}

// TestInfoCommands: every info command that a real node has is known here, and answers in its class: with what it
// promises, or with the protocol's error and the code that tells why it makes no sense on this node.
func TestInfoCommands(t *testing.T) {
	file, err := os.Open("testdata/info-commands.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // only read from
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 120 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	a := newAsker(t, startNode(t, nil))
	for _, row := range rows[1:] {
		command, class := row[0]+row[1], row[2]
		got := a.ask(command)
		code, isError := strings.CutPrefix(class, "error ")
		switch {
		case isError && strings.HasPrefix(got, "ERROR:"+code+":"):
		case !isError && classes[class] == nil && got == class:
		case !isError && classes[class] != nil && classes[class].MatchString(got) && !strings.HasPrefix(got, "ERROR"):
		default:
			t.Errorf("%s: got %.200q, want the class %q", command, got, class)
		}
	}
}

// TestSetConfig: what is set is shown and has its effect; what cannot be set is refused.
func TestSetConfig(t *testing.T) {
	a := newAsker(t, startNode(t, nil))
	for _, c := range []struct{ set, want, show, shown string }{
		{"namespace;id=test;default-ttl=2h", "ok", "get-config:context=namespace;id=test", "default-ttl=7200;"},
		{"namespace;id=test;max-record-size=2M", "ok", "namespace/test", "max-record-size=2097152;"},
		{"namespace;namespace=test;nsup-period=0", "ok", "namespace/test", "nsup-period=0;"},
		{"namespace;namespace=test;nsup-period=90", "ok", "namespace/test", "nsup-period=90;"},
		{"namespace;id=test;evict-used-pct=101", "ERROR:4:invalid set-config parameter", "namespace/test", "evict-used-pct=0;"},
		{"namespace;id=test;max-record-size=1", "ERROR:4:invalid set-config parameter", "namespace/test", "max-record-size=2097152;"},
		{"namespace;id=test;rack-id=1", "ERROR:4:invalid set-config parameter", "status", "ok"},
		{"namespace;id=test;set=s;stop-writes-count=5", "ok", "status", "ok"},
		{"namespace;id=test;set=s;disable-eviction=maybe", "ERROR:4:invalid set-config parameter", "status", "ok"},
		{"service;query-threads-limit=7", "ok", "get-config:context=service", "query-threads-limit=7;"},
		{"service;proto-fd-idle-ms=60000", "ok", "get-config:context=service", "proto-fd-idle-ms=60000;"},
		{"network;heartbeat.interval=1", "ERROR:4:invalid set-config parameter", "status", "ok"},
		{"nothing;x=1", "ERROR:4:invalid context", "status", "ok"},
	} {
		if got := a.ask("set-config:context=" + c.set); got != c.want {
			t.Errorf("%s: got %q, want %q", c.set, got, c.want)
		}
		if got := a.ask(c.show); !strings.Contains(got+";", c.shown) {
			t.Errorf("%s after %s: want %q in %q", c.show, c.set, c.shown, got)
		}
	}
}
