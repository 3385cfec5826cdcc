package codec

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/config/registry"
)

// hostile returns texts that are made to be slow, by what they do. The number says how long they are.
func hostile(format Format, n int) map[string]string {
	numbered := func(unit string) string {
		var text strings.Builder
		for i := 0; text.Len() < n; i++ {
			text.WriteString(strings.ReplaceAll(unit, "%", strconv.Itoa(i)))
		}
		return text.String()
	}
	again := func(unit string) string { return strings.Repeat(unit, n/len(unit)) }
	switch format {
	case Conf:
		return map[string]string{
			"unknown": numbered("namespacf% {\n}\n"), "again": "namespace a {\n" + again("default-ttl 1\n") + "}\n", "same": again("namespace a {\n}\n"),
			"open": again("namespace a {\n"), "shut": again("}\n"), "line": again("a "), "sinks": "logging {\n" + numbered("file /% {\ncontext any info\n}\n") + "}\n",
			"items": "network {\nservice {\n" + numbered("address %\n") + "}\n}\n", "wrong": "namespace a {\n" + again("default-ttl x\n") + "}\n",
		}
	case JSON:
		return map[string]string{
			"unknown": "{" + numbered(`"namespacf%":1,`) + `"a":1}`, "again": "{" + again(`"service":{},`) + `"a":1}`, "open": again("["), "brackets": again("[]"),
			"quotes": again(`"`), "escapes": `{"a":"` + again(`\u0041`) + `"}`, "items": `{"network":{"service":{"addresses":[` + numbered(`"%",`) + `"a"]}}}`,
			"maps": "[" + again("{},") + "{}]", "wrong": `{"namespaces":{` + numbered(`"n%":{"default-ttl":"x"},`) + `"a":{}}}`,
		}
	}
	return map[string]string{
		"unknown": numbered("namespacf%: 1\n"), "again": again("service: {}\n"), "open": again("["), "dashes": again("- "), "flow": "a: [" + again("a,") + "a]\n",
		"quotes": again("\""), "escapes": "a: \"" + again("\\u0041") + "\"\n", "words": "a: b\n" + again("  c\n"), "anchors": numbered("k%: &a% 1\n"), "keys": again("a: "),
		"items": "network:\n  service:\n    addresses:\n" + numbered("    - a%\n"), "comments": again("#\n"), "indents": again(" "), "question": again("? "),
		"wrong": "namespaces:\n" + numbered("  n%:\n    default-ttl: x\n"), "block": "a: |\n" + again("  b\n"), "markers": again("---\n"), "tags": again("!a "),
	}
}

// TestLinear reads texts that are made to be slow, in every format. It reports how long each took and fails if one took so long that
// the time must grow with the square of the length: a text of 256 KiB has some 50,000 parts. AEROLITH_CONFIG_BYTES makes the texts
// longer.
func TestLinear(t *testing.T) {
	size := 1 << 18
	if testing.Short() || raceEnabled {
		size = 1 << 16
	}
	if text := os.Getenv("AEROLITH_CONFIG_BYTES"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		size = n
	}
	for _, format := range Formats() {
		texts := hostile(format, size)
		texts["usual"] = string(large(t, format, size))
		for name, text := range texts {
			started := time.Now()
			done := make(chan string, 1)
			go func() {
				n, problems := Read(registry.Aerospike(), format, "f", []byte(text))
				done <- fmt.Sprint(len(n.Children), " contexts, ", len(problems), " problems")
			}()
			select {
			case outcome := <-done:
				t.Logf("%s %s: %d bytes in %v: %s", format, name, len(text), time.Since(started).Round(time.Millisecond), outcome)
			case <-time.After(2 * time.Minute):
				t.Fatalf("%s %s: %d bytes take more than two minutes", format, name, len(text))
			}
		}
	}
}
