package live

import (
	"context"
	"strings"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// security reads the context security, which is there only where users have to log in.
func (r *reader) security(ctx context.Context) error {
	text, err := r.config(ctx, "context=security")
	if err != nil || text == "" || strings.Contains(text, "enable-security=false") {
		return err
	}
	kept := strings.Split(text, ";")
	for i, pair := range kept {
		if strings.HasPrefix(pair, "enable-security=") {
			kept[i] = ""
		}
	}
	r.values(r.schema.Context("security"), r.root.Make("security", "", r.origin), strings.Join(kept, ";"))
	return nil
}

// shipping reads the context xdr with its clusters and their namespaces, if there are any.
func (r *reader) shipping(ctx context.Context) error {
	text, err := r.config(ctx, "context=xdr")
	if err != nil || text == "" {
		return err
	}
	c, into := r.schema.Context("xdr"), r.root.Make("xdr", "", r.origin)
	names, rest := cut(text, "dcs")
	r.values(c, into, rest)
	for _, name := range names {
		text, err := r.config(ctx, "context=xdr;dc="+name)
		if err != nil {
			return err
		}
		dc := into.Make("dcs", name, r.origin)
		namespaces, rest := cut(text, "namespaces")
		r.values(r.schema.Context("xdr.dcs"), dc, rest)
		for _, namespace := range namespaces {
			text, err := r.config(ctx, "context=xdr;dc="+name+";namespace="+namespace)
			if err != nil {
				return err
			}
			r.values(r.schema.Context("xdr.dcs.namespaces"), dc.Make("namespaces", namespace, r.origin), text)
		}
	}
	return nil
}

// cut takes a list of names out of an answer and returns both.
func cut(text, key string) (names []string, rest string) {
	var kept []string
	for pair := range strings.SplitSeq(text, ";") {
		if value, found := strings.CutPrefix(pair, key+"="); found {
			if value != "" {
				names = strings.Split(value, ",")
			}
			continue
		}
		kept = append(kept, pair)
	}
	return names, strings.Join(kept, ";")
}

// logging reads the sinks with the levels of their contexts.
func (r *reader) logging(ctx context.Context) error {
	text, err := r.answer(ctx, "logs")
	if err != nil {
		return err
	}
	for sink := range strings.SplitSeq(text, ";") {
		id, name, found := strings.Cut(sink, ":")
		if !found {
			continue
		}
		levels, err := r.answer(ctx, "log/"+id)
		if err != nil {
			return err
		}
		if name == "stderr" || name == "" {
			name = "console"
		}
		r.sink(r.root.Make("logging", name, r.origin), levels)
	}
	return nil
}

// sink reads the levels of a sink: the most common one stands for all, the others are exceptions.
func (r *reader) sink(into *tree.Node, text string) {
	c := r.schema.Context("logging")
	count, most := map[string]int{}, "critical"
	levels := map[string]string{}
	for pair := range strings.SplitSeq(text, ";") {
		name, level, _ := strings.Cut(pair, ":")
		level = strings.ToLower(level)
		if o := c.Option(name); o == nil || o.Type != schema.Enum || !o.Allows(level) {
			continue
		}
		levels[name] = level
		count[level]++
	}
	for level, n := range count {
		if n > count[most] || n == count[most] && level < most {
			most = level
		}
	}
	if len(levels) > 0 {
		into.Set("any", tree.Value{Text: most, Origin: r.origin})
	}
	for name, level := range levels {
		if level != most {
			into.Set(name, tree.Value{Text: level, Origin: r.origin})
		}
	}
}
