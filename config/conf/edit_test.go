package conf

import (
	"errors"
	"strings"
	"testing"
)

// TestEdit changes the sample in many ways and checks that only the lines that were meant changed.
func TestEdit(t *testing.T) {
	f := mustParse(t, sample)
	service := f.Root.Context("service", "")
	memory := f.Root.Context("namespace", "test").Context("storage-engine", "memory")
	for _, err := range []error{
		service.Set("cluster-name", "two"),
		service.Set("service-threads", "8"),
		memory.Last("filesize").SetComment("larger"),
		memory.SetValues("pmem"),
		f.Root.Context("network", "").Context("service", "").Last("port").SetValues("4000"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if memory.RemoveAll("file") != 2 || memory.RemoveAll("file") != 0 {
		t.Error("the files are not gone")
	}
	if console := f.Root.Context("logging", ""); !f.Root.Remove(console) || f.Root.Remove(console) || console.Parent() != nil {
		t.Error("the log is not gone")
	}
	want := strings.NewReplacer(
		"one   # its", "two   # its",
		"15k\n", "15k\n\tservice-threads 8\n",
		"4G\n", "4G  # larger\n",
		"storage-engine memory {", "storage-engine pmem {",
		"3000", "4000",
		"        file /data/a.dat\n        file /data/b.dat\n", "",
		"logging {\n    console {\n        context any info\n    }\n}\n", "",
	).Replace(sample)
	if got := string(f.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	mustParse(t, want)
}

// TestBuild builds a file from nothing and reads it back.
func TestBuild(t *testing.T) {
	f := New("new.conf")
	must := func(n *Node, err error) *Node {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	must(f.Root.AddNote("made by a program"))
	namespace := must(f.Root.AddContext("namespace", "a"))
	port := must(namespace.Add("replication-factor", "2"))
	memory := must(namespace.AddContext("storage-engine", "memory"))
	must(memory.Add("data-size", "4G"))
	must(namespace.AddBefore(port, "nsup-period", "120"))
	must(namespace.AddNote(""))
	const want = "# made by a program\nnamespace a {\n    nsup-period 120\n    replication-factor 2\n    storage-engine memory {\n        data-size 4G\n    }\n\n}\n"
	if got := string(f.Bytes()); got != want {
		t.Errorf("got\n%s", got)
	}
	if !Equal(f.Root, mustParse(t, want).Root) || Equal(f.Root, mustParse(t, sample).Root) {
		t.Error("Equal is wrong")
	}
	if position := port.Position(); position.String() != "new.conf:0:5" {
		t.Errorf("position %v", position)
	}
}

// TestEditAtEnd adds lines to texts that do not end in a line break, and keeps the line breaks of another system.
func TestEditAtEnd(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"service {\n}", "service {\n}\nmod-lua {\n}\n"},
		{"service {\r\n}\r\n", "service {\r\n}\r\nmod-lua {\r\n}\r\n"},
		{"", "mod-lua {\n}\n"},
		{"# only a note", "# only a note\nmod-lua {\n}\n"},
	} {
		f := mustParse(t, c.text)
		if _, err := f.Root.AddContext("mod-lua"); err != nil || string(f.Bytes()) != c.want {
			t.Errorf("%q became %q, %v", c.text, f.Bytes(), err)
		}
	}
	f, _ := Parse("a.conf", []byte("service {"), Options{})
	if _, err := f.Root.Context("service", "").Add("a", "1"); err != nil || string(f.Bytes()) != "service {\n    a 1\n" {
		t.Errorf("%q %v", f.Bytes(), err)
	}
}

// TestRefusedEdits checks that what the server could not read is refused, without repeating it, and changes nothing.
func TestRefusedEdits(t *testing.T) {
	f := mustParse(t, sample)
	service := f.Root.Context("service", "")
	name := service.Last("cluster-name")
	_, word := service.Add("a", "two words")
	_, comment := service.Add("a", "hash#")
	_, empty := service.Add("")
	_, brace := service.Add("a", "}")
	_, glued := service.Add("a{")
	_, many := service.Add("a", "1", "2", "3", "4")
	_, long := service.Add("a", strings.Repeat("x", lineMax))
	_, note := service.AddNote("two\nlines")
	_, context := f.Root.Add("service")
	_, nameless := f.Root.AddContext("namespace")
	_, plain := f.Root.Context("namespace", "").AddContext("index-type", "shmem")
	_, inside := name.Add("a")
	_, mark := f.Root.AddBefore(name, "a")
	for i, c := range []struct{ err, want error }{
		{word, ErrWord},
		{comment, ErrWord},
		{empty, ErrWord},
		{brace, ErrWord},
		{glued, ErrWord},
		{many, ErrWord},
		{long, ErrLineLength},
		{note, ErrWord},
		{context, ErrPlace},
		{nameless, ErrWord},
		{plain, ErrPlace},
		{inside, ErrPlace},
		{mark, ErrPlace},
		{name.SetValues("a b"), ErrWord},
		{name.SetComment("a\nb"), ErrWord},
		{name.SetComment(strings.Repeat("x", lineMax)), ErrLineLength},
		{f.Root.SetValues("a"), ErrPlace},
		{f.Root.SetComment("a"), ErrPlace},
	} {
		if !errors.Is(c.err, c.want) || strings.Contains(c.err.Error(), "two words") {
			t.Errorf("case %d: %v, want %v", i, c.err, c.want)
		}
	}
	if string(f.Bytes()) != sample {
		t.Errorf("a refused edit changed the tree:\n%s", f.Bytes())
	}
	parent := f.Root
	for range depthMax {
		next, err := parent.AddContext("x")
		if err != nil {
			t.Fatal(err)
		}
		parent = next
	}
	if _, err := parent.AddContext("x"); !errors.Is(err, ErrDepth) {
		t.Errorf("one too deep: %v", err)
	}
}

// TestTidy lays out a careless text.
func TestTidy(t *testing.T) {
	const careless = "\n\n  service\n{x\n"
	const text = "\n\nservice\t{ # one\n\n\n cluster-name\tone   two#c\n\n\n# note\n   }  # end\nnetwork\n service {\n}\n}"
	const want = "service {  # one\n    cluster-name one two  #c\n\n    # note\n}  # end\n\nnetwork {\n    service {\n    }\n}\n"
	f := mustParse(t, text)
	before := mustParse(t, text)
	Tidy(f)
	if got := string(f.Bytes()); got != want || !Equal(f.Root, before.Root) {
		t.Errorf("got\n%s", got)
	}
	stray, _ := Parse("a.conf", []byte(careless), Options{})
	Tidy(stray)
	if got := string(stray.Bytes()); !strings.Contains(got, "{x") {
		t.Errorf("got\n%s", got)
	}
}
