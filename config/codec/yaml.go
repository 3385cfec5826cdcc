package codec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// ReadYAML reads a configuration in YAML. The name appears in problems. The tree holds what could be read. Anchors and aliases are
// refused: what stands in the file is all there is.
func ReadYAML(s *schema.Schema, name string, text []byte) (*tree.Node, problem.Problems) {
	r := &documentReader{reader{schema: s}, name}
	d, p := parseYAML(name, text)
	if p != nil {
		r.fail(*p)
		return &tree.Node{}, r.problems
	}
	return r.root(d), r.problems
}

// parseYAML reads the text into a document.
func parseYAML(name string, text []byte) (*document, *problem.Problem) {
	at := tree.Origin{Source: tree.SourceFile, Name: name}
	if len(text) > BytesMax {
		return nil, &problem.Problem{Rule: "size", Origin: at, What: ErrTooLarge.Error()}
	}
	if d, ok := parsePlain(string(text)); ok {
		return d, nil
	}
	return parseAny(name, text)
}

// fancyBytesMax bounds texts that need all of YAML: the library takes up to a microsecond for each byte of one that was made to be slow.
const fancyBytesMax = 1 << 20

// parseAny reads whatever YAML there is through the library.
func parseAny(name string, text []byte) (*document, *problem.Problem) {
	at := tree.Origin{Source: tree.SourceFile, Name: name}
	if len(text) > fancyBytesMax {
		return nil, &problem.Problem{
			Rule: "size", Origin: at, What: "beyond 1 MiB only plain YAML is read: blocks of 'key: value' and '- item' in ASCII without flow style, escapes, tags and anchors, and of at most 2,097,152 keys and values",
			Fix: "write it plainly, or in JSON",
		}
	}
	if p := tooDeep(name, text); p != nil {
		return nil, p
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var node yaml.Node
	err := decoder.Decode(&node)
	if errors.Is(err, io.EOF) {
		return &document{}, nil
	}
	if err != nil {
		return nil, yamlProblem(at, err)
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, &problem.Problem{Rule: "syntax", Origin: at, What: "the file holds more than one document", Fix: "remove all but the first"}
	}
	if node.Kind != yaml.DocumentNode || len(node.Content) != 1 {
		return &document{}, nil
	}
	d := &document{}
	if p := convert(name, node.Content[0], d, 0); p != nil {
		return nil, p
	}
	return d, nil
}

// yamlProblem turns an error of the parser into a problem. What the parser says is not repeated: it may quote the text.
func yamlProblem(at tree.Origin, err error) *problem.Problem {
	if found := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error()); found != nil {
		line, parseErr := strconv.Atoi(found[1])
		if parseErr == nil {
			at.Line, at.Column = line, 1
		}
	}
	return &problem.Problem{Rule: "syntax", Origin: at, What: "this is not YAML", Fix: "check indentation, colons and quotes here and on the line before"}
}

// tooDeep finds nesting that no configuration has before the parser, which recurses, sees it.
func tooDeep(name string, text []byte) *problem.Problem {
	const blanksMax = 1000
	depth, line := 0, 1
	for rest := text; len(rest) > 0; line++ {
		var one []byte
		one, rest, _ = bytes.Cut(rest, []byte{'\n'})
		indent := len(one) - len(bytes.TrimLeft(one, " -?:\t"))
		for _, c := range one {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			}
		}
		if depth > depthMax*depthMax || indent > blanksMax {
			return &problem.Problem{Rule: "depth", Origin: tree.Origin{Source: tree.SourceFile, Name: name, Line: line, Column: 1}, What: "the nesting is too deep"}
		}
	}
	return nil
}

// convert turns a node of the parser into a document.
func convert(name string, n *yaml.Node, d *document, depth int) *problem.Problem {
	d.line, d.column = int32(n.Line), int32(n.Column) // a text has no more than BytesMax of each
	at := tree.Origin{Source: tree.SourceFile, Name: name, Line: n.Line, Column: n.Column}
	switch {
	case depth > depthMax:
		return &problem.Problem{Rule: "depth", Origin: at, What: "the nesting is too deep"}
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return &problem.Problem{Rule: "syntax", Origin: at, What: "anchors and aliases are not possible", Fix: "write the value out"}
	case n.Kind == yaml.ScalarNode:
		d.shape, d.text, d.quoted = shapeScalar, n.Value, n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
		if n.Tag == "!!null" {
			d.shape = shapeNull
		}
		return nil
	case n.Kind == yaml.SequenceNode:
		d.shape = shapeList
	default:
		d.shape = shapeMap
	}
	if len(n.Content) > 0 {
		d.parts = make([]document, len(n.Content))
	}
	for i, part := range n.Content {
		if d.shape == shapeMap && i%2 == 0 && part.Kind != yaml.ScalarNode {
			return &problem.Problem{Rule: "syntax", Origin: at, What: "a name must be a word"}
		}
		if p := convert(name, part, &d.parts[i], depth+1); p != nil {
			return p
		}
	}
	return nil
}

// WriteYAML writes a tree as YAML. Its error is that of the encoder.
func WriteYAML(s *schema.Schema, n *tree.Node) ([]byte, error) {
	d := build(s.Root, n, nil)
	if len(d.parts) == 0 {
		return []byte("{}\n"), nil
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(yamlNode(&d)); err != nil {
		return nil, fmt.Errorf("%w as YAML: %w", ErrWrite, err)
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("%w as YAML: %w", ErrWrite, err)
	}
	return text.Bytes(), nil
}

// yamlNode turns a document into a node of the encoder.
func yamlNode(d *document) *yaml.Node {
	switch d.shape {
	case shapeMap:
		return yamlParts(yaml.MappingNode, d)
	case shapeList:
		return yamlParts(yaml.SequenceNode, d)
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: d.text}
	if d.quoted && !bareWord(d.text) {
		n.Style, n.Tag = yaml.DoubleQuotedStyle, "!!str"
	}
	return n
}

// yamlParts turns the parts of a document into a node of the encoder.
func yamlParts(kind yaml.Kind, d *document) *yaml.Node {
	n := &yaml.Node{Kind: kind}
	for i := range d.parts {
		n.Content = append(n.Content, yamlNode(&d.parts[i]))
	}
	return n
}

// bareWord reports whether every reader of YAML takes a text for a text without quotes.
func bareWord(text string) bool {
	switch strings.ToLower(text) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "inf", "nan":
		return false
	}
	return regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./-]*$`).MatchString(text)
}
