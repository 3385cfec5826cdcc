package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write writes a file of the test and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestLoadJSON loads objects of bins with mistakes among them: the good ones are stored, the others are named.
func TestLoadJSON(t *testing.T) {
	s := newShell(t)
	path := write(t, "users.jsonl", `{"id":"a","name":"Anna","age":1}
{"id":7,"name":"int"}

{"id":"b","name":
{"name":"no key"}
{"id":1.5,"name":"float key"}
{"id":"c","a-name-that-is-long":1}
{"id":"d","deep":{"$nope":1}}
[1]
{"id":"e","photo":{"$blob":"AAE="},"twice":1,"twice":2}
{"id":{"$blob":"AAE="},"photo":{"$blob":"AAE="}}
`)
	out, errs, code := s.args("load", path, "--set", "users", "--key-field", "id")
	golden(t, "load_json", fmt.Sprintf("%s%s[%d]\n", out, errs, code))
	if got := s.ok("get", "users", "int:7"); !strings.Contains(got, `"int"`) {
		t.Error(got)
	}
	if got := s.ok("get", "users", "blob:AAE="); !strings.Contains(got, `{"$blob":"AAE="}`) {
		t.Error(got)
	}
}

// TestLoadCSV loads cells of all kinds, as what they are written as and as text.
func TestLoadCSV(t *testing.T) {
	s := newShell(t)
	text := "\ufeffid,name,n,f,b,zip,empty\n1,\"a,\nb\",42,1.5,true,01234,\n2,x\n3,y,-1,NaN,false,+1,z\n,no key,1,1,1,1,1\n"
	path := write(t, "data.csv", text)
	out, errs, code := s.args("load", path, "--set", "csv", "--key-field", "id")
	golden(t, "load_csv", fmt.Sprintf("%s%s[%d]\n%s", out, errs, code, s.ok("get", "csv", "1")+s.ok("get", "csv", "3")))
	out, _, code = s.args("load", path, "--set", "text", "--key-field", "id", "--key-type", "int", "--text", "--json")
	golden(t, "load_csv_text", fmt.Sprintf("%s[%d]\n%s", out, code, s.ok("get", "text", "int:1")))
	if _, errs, code := s.args("load", path, "--key-field", "nope"); code != ExitFailed || !strings.Contains(errs, `no column "nope"`) {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestScanLoads checks that what scan prints loads again to the same records, with a bar drawn on a terminal.
func TestScanLoads(t *testing.T) {
	s := newShell(t)
	for i := range 50 {
		s.ok("put", "demo", fmt.Sprint("int:", i), fmt.Sprint("n:=", i), "s=text", `l:=[{"$float":"NaN"},{"$hll":"AA=="}]`)
	}
	all := s.ok("scan", "demo", "--json")
	if strings.Count(all, "\n") != 50 {
		t.Fatal(all)
	}
	s.terminal = true
	out, errs, code := s.args("load", write(t, "all.jsonl", all), "--namespace", "cache")
	if code != ExitOK || !strings.Contains(out, "stored 50 records") {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	s.terminal, s.in = false, all
	s.ok("load", "-", "--namespace", "cache")
	again := s.ok("scan", "demo", "--json", "--namespace", "cache")
	if got, want := strings.ReplaceAll(again, `"generation":2`, `"generation":1`), all; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestLoadStops checks that a load ends where nothing can come of it.
func TestLoadStops(t *testing.T) {
	s := newShell(t)
	many := strings.Repeat(`{"key":1,"bins":{"a":1}}`+"\n", 5000)
	_, errs, code := s.args("load", write(t, "x.jsonl", many), "--namespace", "nowhere")
	if code != ExitFailed || !strings.Contains(errs, "it has test, cache") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	if _, errs, code := s.run("load /no/such/file"); code != ExitFailed || !strings.Contains(errs, "no such file") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	expired := write(t, "old.jsonl", `{"key":1,"expires":"2020-01-01T00:00:00Z","bins":{}}`)
	if out, _, code := s.args("load", expired); code != ExitPartial || !strings.Contains(out, "expired already") {
		t.Errorf("exit code %d, %s", code, out)
	}
	for _, line := range []string{`{"digest":"00"}`, `{"key":1}`, `{"key":1,"bins":[]}`, `{"id":1}`, `{"key":1,"set":2}`} {
		if out, _, code := s.args("load", write(t, "bad.jsonl", line)); code != ExitPartial {
			t.Errorf("%s: exit code %d, %s", line, code, out)
		}
	}
}
