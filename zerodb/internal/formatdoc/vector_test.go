package formatdoc

import (
	"bytes"
	"testing"
	"testing/fstest"
)

// TestVector reads vectors with blanks and comments from a page of text.
func TestVector(t *testing.T) {
	text := "# Page\n```\nab\n```\n```hex first\n01 02 # the start\n\n  ff # 03\n```\ntext\n```hex firstborn\n0a0B\n```\n"
	docs := fstest.MapFS{"page.md": {Data: []byte(text)}}
	if got := Vector(t, docs, "page.md", "first"); !bytes.Equal(got, []byte{1, 2, 0xff}) {
		t.Errorf("first is %x", got)
	}
	if got := Vector(t, docs, "page.md", "firstborn"); !bytes.Equal(got, []byte{0x0a, 0x0b}) {
		t.Errorf("firstborn is %x", got)
	}
}

// TestParseRefuses checks that a missing, open or malformed vector is an error, not an empty one.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "```hex other\n01\n```", "```hex name\n01\n", "```hex name\n012\n```", "```hex name\nxy\n```"} {
		if b, err := parse(text, "name"); err == nil {
			t.Errorf("%q gave %x", text, b)
		}
	}
}
