package live

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/registry"
)

// TestRead reads the answers of a node as its source forms them, and writes them as an aerospike.conf.
func TestRead(t *testing.T) {
	answers := map[string]string{
		"get-config:context=service":               "cluster-name=one;proto-fd-max=20000;node-id=bb9040011ac4202;pidfile=null;secrets-address-port=null;of-tomorrow=1;feature-key-file[0]=/k",
		"get-config:context=network":               "service.port=3000;service.address=any;service.access-port=0;service.tls-name=null;admin.port=0;admin.disable-localhost=false;heartbeat.mode=mesh;heartbeat.mesh-seed-address-port=10.0.0.1:3002;heartbeat.port=3002;fabric.port=3001;tls[0].name=t;tls[0].cert-file=/c;tls[0].ca-path=null",
		"namespaces":                               "a",
		"get-config:context=namespace;namespace=a": "replication-factor=2;default-ttl=30;index-type=shmem;storage-engine=device;storage-engine.device[0]=/dev/a;storage-engine.device[0].shadow=/dev/s;storage-engine.filesize=0;storage-engine.flush-size=131072;geo2dsphere-within.max-cells=12",
		"sets/a":                                     "ns=a:set=s:objects=3:stop-writes-count=5:default-ttl=0:disable-eviction=false;ns=a:set=t:objects=1:stop-writes-count=0;",
		"get-config:context=security":                "enable-quotas=true;session-ttl=86400",
		"get-config:context=xdr":                     "dcs=east;src-id=3",
		"get-config:context=xdr;dc=east":             "auth-mode=none;node-address-port=h:3000;namespaces=a",
		"get-config:context=xdr;dc=east;namespace=a": "delay-ms=5;ship-set=x,y",
		"logs":  "0:/var/log/a.log;1:stderr",
		"log/0": "misc:INFO;alloc:INFO;rw:DEBUG",
		"log/1": "misc:CRITICAL",
	}
	ask := func(_ context.Context, command string) (string, error) {
		if answer, found := answers[command]; found {
			return answer, nil
		}
		return "ERROR:4:bad", nil
	}
	got, err := Read(t.Context(), "n1", ask)
	if err != nil {
		t.Fatal(err)
	}
	text, err := codec.WriteConf(registry.Aerospike(), got.Tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"proto-fd-max 20000", "feature-key-file /k", "address any", "mesh-seed-address-port 10.0.0.1 3002", "tls t {", "cert-file /c", "index-type shmem\n",
		"device /dev/a /dev/s", "flush-size 128K", "set s {", "stop-writes-count 5", "security {", "dc east {", "node-address-port h 3000", "ship-set y",
		"file /var/log/a.log {", "context any info", "context rw debug", "context any critical",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, not := range []string{"null", "access-port", "admin", "filesize", "set t {", "ca-path"} {
		if strings.Contains(string(text), not) {
			t.Errorf("%q is there:\n%s", not, text)
		}
	}
	if strings.Join(got.Unknown, ",") != "service.of-tomorrow" {
		t.Errorf("unknown: %v", got.Unknown)
	}
	refuse := func(context.Context, string) (string, error) { return "ERROR:80:not authenticated", nil }
	if _, err := Read(t.Context(), "n1", refuse); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
}
