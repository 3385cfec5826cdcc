package conf

import (
	"fmt"
	"strings"
)

// Parse reads the text of an aerospike.conf; the name appears in positions. Whatever the text, the tree that it returns
// holds all of it and writes it back unchanged. The error is ErrTooLarge, and the tree nil, if the text exceeds
// Options.BytesMax. Otherwise the error is a *Problems if the server would refuse the text or misread it, and the tree is
// there all the same, for tools that want to show or mend it. File.Warnings tells what is merely suspicious.
func Parse(name string, text []byte, options Options) (*File, error) {
	options = options.withDefaults()
	if len(text) > options.BytesMax {
		return nil, fmt.Errorf("%w: %s has %d bytes, the limit is %d: is it a configuration?", ErrTooLarge, name, len(text), options.BytesMax)
	}
	p := &parser{options: options, file: New(name)}
	p.current = p.file.Root
	for rest := string(text); rest != ""; {
		line := rest
		if at := strings.IndexByte(rest, '\n'); at >= 0 {
			line = rest[:at+1]
		}
		rest = rest[len(line):]
		p.line++
		p.take(line)
	}
	p.finish()
	if len(p.errors.List) > 0 {
		return p.file, &p.errors
	}
	return p.file, nil
}

// parser is the state of a Parse. It goes through the text once and never back.
type parser struct {
	options Options
	file    *File
	errors  Problems
	// current is the context that the next line lies in.
	current *Node
	// depth is how many contexts are open, tooDeep how many more were refused.
	depth, tooDeep int
	line           int
	// spare holds nodes that were allocated together.
	spare []Node
}

// nodesAtOnce is how many nodes are allocated together.
const nodesAtOnce = 128

// node returns a new child of the current context for a line whose name, if it has one, stands between two offsets.
func (p *parser) node(kind Kind, line string, from, to int) *Node {
	if len(p.spare) == 0 {
		p.spare = make([]Node, nodesAtOnce)
	}
	n := &p.spare[0]
	p.spare = p.spare[1:]
	*n = Node{kind: kind, line: int32(p.line), from: int32(from), to: int32(to), raw: line, parent: p.current}
	p.current.body.children = append(p.current.body.children, n)
	return n
}

// take puts one line into the tree.
func (p *parser) take(line string) {
	p.checkLine(line)
	text := content(line)
	from, to := next(text, 0)
	name := text[from:to]
	switch name {
	case "":
		p.node(KindNote, line, 0, 0)
	case shut:
		p.close(line, text[to:], to)
	case open:
		p.node(KindStray, line, 0, 0)
		p.fail(RuleBraceAlone, from+1, "put it at the end of the line with its keyword", "a { begins the line")
	default:
		p.directive(line, name, text, to)
	}
}

// directive puts a line with a name into the tree; its values begin at an offset of the text.
func (p *parser) directive(line, name, text string, at int) {
	from, to := next(text, at)
	opening := p.options.Grammar(p.current, name, text[from:to])
	words := scan(text, at)
	start := at - len(name)
	words.name = start + 1
	opens := opening == Opens || opening == OpensNamed || opening == OpensByBrace && (words.last == open || isGlued(name))
	p.checkWords(name, opening, opens, words)
	switch {
	case !opens:
		p.node(KindDirective, line, start, at)
	case p.depth == depthMax:
		p.tooDeep++
		p.node(KindStray, line, 0, 0)
		p.fail(RuleDepth, words.name, "close those before it: a } may be missing", "contexts lie deeper than %d in each other", depthMax)
	default:
		p.depth++
		p.current = p.node(KindContext, line, start, at)
		p.current.body = &body{}
	}
}

// close ends the current context at a line that begins with a }; rest is what follows it at an offset of the line.
func (p *parser) close(line, rest string, at int) {
	if from, to := next(rest, 0); from < to {
		p.warn(RuleIgnored, at+from+1, "put it on a line of its own", "the server ignores what follows a }")
	}
	switch {
	case p.tooDeep > 0:
		p.tooDeep--
		p.node(KindStray, line, 0, 0)
	case p.depth == 0:
		p.node(KindStray, line, 0, 0)
		p.fail(RuleCloseExtra, at, "remove it, or look for one too many above", "this } closes nothing")
	default:
		p.depth--
		p.current.body.closed, p.current.body.end = true, line
		p.current = p.current.parent
	}
}

// finish finds the contexts that are still open at the end of the text.
func (p *parser) finish() {
	for n := p.current; n.parent != nil; n = n.parent {
		p.line = int(n.line)
		p.fail(RuleUnclosed, n.Position().Column, "end it with a } on a line of its own", "context %s is not closed", shown(n.Name()))
	}
}

// fail keeps a problem that makes the server refuse or misread the text; the format and its arguments say what is wrong.
func (p *parser) fail(rule Rule, column int, fix, format string, arguments ...any) {
	p.keep(&p.errors, rule, column, fix, format, arguments)
}

// warn keeps a problem that the server does not mind.
func (p *parser) warn(rule Rule, column int, fix, format string, arguments ...any) {
	p.keep(&p.file.Warnings, rule, column, fix, format, arguments)
}

// keep appends a problem with the current line, or counts it if there are enough.
func (p *parser) keep(in *Problems, rule Rule, column int, fix, format string, arguments []any) {
	if len(in.List) >= p.options.ProblemsMax {
		in.More++
		return
	}
	at := Position{File: p.file.Root.body.file, Line: p.line, Column: column}
	in.List = append(in.List, Problem{Position: at, Rule: rule, What: fmt.Sprintf(format, arguments...), Fix: fix})
}
