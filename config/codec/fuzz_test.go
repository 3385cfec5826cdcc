package codec

import (
	"os"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/tree"
)

// The fuzzers read any text: nothing may panic or hang, and what was read without a problem must survive being written and read
// again. Ten minutes each: go test -run '^$' -fuzz FuzzYAML -fuzztime 10m -fuzzminimizetime 10x ./config/codec, and the same for FuzzJSON and FuzzConf.

// fuzz adds the files of testdata as seeds and runs a format.
func fuzz(f *testing.F, format Format, seeds ...string) {
	for _, seed := range seeds {
		text, err := os.ReadFile("testdata/" + seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	s := registry.Aerospike()
	f.Fuzz(func(t *testing.T, text []byte) {
		n, problems := Read(s, format, "f", text)
		for _, p := range problems {
			if p.Error() == "" {
				t.Error("a problem without words")
			}
		}
		if problems.Err() != nil {
			return
		}
		again, err := Write(s, format, n)
		if err != nil {
			return // an aerospike.conf cannot hold every text
		}
		back, problems := Read(s, format, "again", again)
		if err := problems.Err(); err != nil {
			t.Fatalf("%v\n%s", err, again)
		}
		if changes := tree.Diff(s, n.Settle(), back.Settle()); len(changes) > 0 {
			t.Fatalf("%s changed: %v\n%s", changes[0].Path(), changes[0], again)
		}
	})
}

// FuzzYAML reads YAML.
func FuzzYAML(f *testing.F) { fuzz(f, YAML, "bad.yaml") }

// FuzzJSON reads JSON.
func FuzzJSON(f *testing.F) { fuzz(f, JSON, "bad.json") }

// FuzzConf reads an aerospike.conf.
func FuzzConf(f *testing.F) { fuzz(f, Conf, "bad.conf") }

// large returns a text of a size in a format, of many namespaces.
func large(tb testing.TB, format Format, size int) []byte {
	tb.Helper()
	head, one, tail := "namespaces:\n", "  - name: ns%\n    default-ttl: 30\n    max-record-size: 1048576\n", ""
	switch format {
	case JSON:
		head, one, tail = `{"namespaces": {"first": {}`, `,"ns%": {"default-ttl": 30, "max-record-size": 1048576}`+"\n", "}}"
	case Conf:
		head, one = "", "namespace ns% {\n    default-ttl 30\n    max-record-size 1M\n}\n"
	}
	var text strings.Builder
	text.WriteString(head)
	for i := 0; text.Len() < size; i++ {
		text.WriteString(strings.ReplaceAll(one, "%", itoa(i)))
	}
	text.WriteString(tail)
	return []byte(text.String())
}

// itoa writes a number in base 26, which is a word in every format.
func itoa(i int) string {
	text := []byte{byte('a' + i%26)}
	for i /= 26; i > 0; i /= 26 {
		text = append(text, byte('a'+i%26))
	}
	return string(text)
}

// BenchmarkLarge reads files of ten megabytes.
func BenchmarkLarge(b *testing.B) {
	for _, format := range Formats() {
		b.Run(string(format), func(b *testing.B) {
			text := large(b, format, 10<<20)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				n, problems := Read(registry.Aerospike(), format, "large", text)
				if len(problems) > 0 || len(n.Children) < 1000 {
					b.Fatal(len(n.Children), problems[:min(3, len(problems))])
				}
			}
		})
	}
}
