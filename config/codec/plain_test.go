package codec

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/aerolith/aerolith/config/internal/sample"
	"github.com/aerolith/aerolith/config/registry"
)

// The readers of this package for plain YAML and for JSON are held to the libraries: they must take the same texts for the same.

// plainTexts are texts that parsePlain reads.
func plainTexts() []string {
	return []string{
		"a: 1\n", "a:\n  b: x y # note\n  c: \"q: 1\"\nd: 'e'", "# note\n\n  a: b\n  c:\n", "a:\n- 1\n- b: 2\n  c: 3\n- - x\n  - y\n-\nd: null\n",
		"a: [x, \"y z\", 'w' ]\nb: []\n", "a: http://h:80/x#y\n", "a: -1\nb: +2\nc: .inf\n", "a:\n  -\n    b: c\n  -\n", "\"k\": v\n'l': w\n",
		"- a\n- Null\n", "a: x   \nb: ~\n",
	}
}

// otherTexts are texts that are left to the library.
func otherTexts() []string {
	return []string{
		"a: b\n  c\n", "a: b: c\n", "a: &x 1\n", "? a\n: b\n", "--- a\n", "a: |\n  x\n", "a:\tb\n", "a: \"x\\n\"\n", "ä: b\n", "a: 'it''s'\n", "a: {b: c}\n",
		"a: [b, [c]]\n", " a: 1\nb: 2\n", "a: 1\n b: 2\n", "- a\nb: c\n", "a: 1\n- b\n", "a: 1\r\n", "x\n", "", "# only\n", "a: \"b\" c\n", "a: [b] c\n", "%YAML 1.2\n", "...\n",
	}
}

// comparePlain fails if parsePlain reads a text otherwise than the library. It reports whether it reads it at all.
func comparePlain(t *testing.T, text string) bool {
	t.Helper()
	got, ok := parsePlain(text)
	if !ok {
		return false
	}
	want, p := parseAny("x", []byte(text))
	switch {
	case p != nil && p.Rule == "depth": // brackets are counted wherever they stand
	case p != nil:
		t.Fatalf("%q: the library refuses it: %v", text, p)
	case !reflect.DeepEqual(got, want):
		t.Fatalf("%q:\ngot  %+v\nwant %+v", text, *got, *want)
	}
	return true
}

// TestPlain compares both readers of YAML.
func TestPlain(t *testing.T) {
	for _, text := range plainTexts() {
		if !comparePlain(t, text) && !strings.Contains(text, "~") {
			t.Errorf("%q is not read", text)
		}
	}
	for _, text := range otherTexts() {
		if comparePlain(t, text) {
			t.Errorf("%q is read", text)
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	for _, s := range registry.All() {
		for i := range 20 {
			text, err := WriteYAML(s, sample.Draw(r, s, 2+i))
			if err != nil {
				t.Fatal(err)
			}
			comparePlain(t, string(text))
		}
	}
	if !comparePlain(t, string(large(t, YAML, 100<<10))) {
		t.Error("a large file is not plain")
	}
}

// FuzzPlain compares both readers of YAML.
func FuzzPlain(f *testing.F) {
	for _, text := range append(plainTexts(), otherTexts()...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { comparePlain(t, text) })
}

// FuzzPlainJSON compares the reader of JSON with the library.
func FuzzPlainJSON(f *testing.F) {
	for _, text := range []string{`{"a": [1, -2.5e+7, true, null, "x\né"]}`, `[`, `{"a" 1}`, `"a` + "\x00" + `"`, "[1,]", "01", "\"\xff\"", " {} x", "[[[1]]]", `"\ud800"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseJSON(text)
		if strings.Count(text, "[")+strings.Count(text, "{") > depthMax {
			return
		}
		var want any
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		valid := json.Valid([]byte(text)) && decoder.Decode(&want) == nil
		if valid != (err == nil) {
			t.Fatalf("%q: got %v, the library says %v", text, err, valid)
		}
		if valid && !reflect.DeepEqual(plainValue(&d), want) {
			t.Fatalf("%q: got %v, want %v", text, plainValue(&d), want)
		}
	})
}

// plainValue returns a document as the library returns values.
func plainValue(d *document) any {
	switch {
	case d.shape == shapeMap:
		m := map[string]any{}
		for i := range d.pairs() {
			m[d.key(i).text] = plainValue(d.item(i))
		}
		return m
	case d.shape == shapeList:
		list := []any{}
		for i := range d.parts {
			list = append(list, plainValue(&d.parts[i]))
		}
		return list
	case d.shape == shapeNull:
		return nil
	case d.quoted:
		return d.text
	case d.text == "true" || d.text == "false":
		return d.text == "true"
	}
	return json.Number(d.text)
}

// TestNulls checks what the library takes for nothing, which parsePlain must take for it too.
func TestNulls(t *testing.T) {
	for _, text := range []string{"null", "Null", "NULL", "~", "nULL", "nil", "none"} {
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(text), &n); err != nil {
			t.Fatal(err)
		}
		if is := n.Content[0].Tag == "!!null"; is != (strings.EqualFold(text, "null") && text != "nULL" || text == "~") {
			t.Errorf("%s: %v", text, is)
		}
	}
}
