package conf

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzParse checks for any text that the tree writes it back, that tidying it is stable, and, where the server reads the text
// as it stands, that tidying changes nothing of what it says and edits can be read back.
func FuzzParse(f *testing.F) {
	for _, text := range []string{sample, "", "}", "service{\n}", "a {\nb\x00c {\n}\r\n}", "namespace a {\n index-type shmem {\n}\n", "\xef\xbb\xbfservice {\n#}\n}\n}", " \ufeff", "\n\ufeffa 1\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse("a.conf", text, Options{})
		if file == nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file.Bytes(), text) {
			t.Fatalf("written back as %q", file.Bytes())
		}
		checkValues(t, file)
		before := file
		file, _ = Parse("a.conf", text, Options{})
		Tidy(file)
		tidy := file.Bytes()
		again, tidyErr := Parse("a.conf", tidy, Options{})
		if err == nil && (tidyErr != nil || !Equal(before.Root, again.Root)) {
			t.Fatalf("tidying changed the meaning: %v\n%s", tidyErr, tidy)
		}
		if Tidy(again); err == nil && !bytes.Equal(again.Bytes(), tidy) {
			t.Fatalf("tidying twice is not tidying once:\n%q\n%q", tidy, again.Bytes())
		}
		checkEdits(t, text)
	})
}

// checkValues reads everything of every node.
func checkValues(t *testing.T, f *File) {
	for n := range f.Root.Walk() {
		for i := range n.Values() {
			if n.Value(i) == "" || n.ValuePosition(i).Line == 0 {
				t.Fatalf("value %d of %s", i, n.Path())
			}
		}
		_ = n.Comment()
	}
}

// checkEdits gives every directive a value and every context a directive, and reads the outcome.
func checkEdits(t *testing.T, text []byte) {
	file, err := Parse("a.conf", text, Options{})
	if err != nil {
		return
	}
	for n := range file.Root.Walk() {
		switch n.Kind() {
		case KindDirective:
			_ = n.SetValues("1")
		case KindContext:
			_, _ = n.Add("added", "2")
			_ = n.SetComment("c")
		}
	}
	again, err := Parse("a.conf", file.Bytes(), Options{})
	if err != nil || !Equal(file.Root, again.Root) {
		t.Fatalf("the edited text reads differently: %v\n%q", err, file.Bytes())
	}
}

// FuzzNumbers checks that what the readers take is written so that they read it again.
func FuzzNumbers(f *testing.F) {
	for _, text := range []string{"0", "15k", "4G", "-1", "30d", "18446744073709551616", "ffff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if value, err := ReadUint(text); err == nil {
			if again, err := ReadUint(string(AppendUint(nil, value))); again != value || err != nil {
				t.Fatalf("%d read back as %d, %v", value, again, err)
			}
		}
		if value, err := ReadSeconds(text); err == nil {
			if again, err := ReadSeconds(string(AppendSeconds(nil, value))); again != value || err != nil {
				t.Fatalf("%d read back as %d, %v", value, again, err)
			}
		}
		_, _ = ReadInt32(text)
		_, _ = ReadHex(text)
	})
}

// BenchmarkParse reads a file of 10 MB. The bar is one second.
func BenchmarkParse(b *testing.B) {
	for _, c := range []struct{ name, unit string }{
		{"sample", sample},
		{"lines", "a\n"},
		{"nested", "a {\n"},
		{"closes", "}\n"},
		{"words", strings.Repeat("a b { } ", 64) + "\n"},
		{"one-line", "a "},
	} {
		text := bytes.Repeat([]byte(c.unit), 10<<20/len(c.unit))
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if f, _ := Parse("a.conf", text, Options{}); f == nil {
					b.Fatal("refused")
				}
			}
		})
	}
}
