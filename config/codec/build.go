package codec

import (
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// build turns a node into a document, in the order of the schema.
func build(c *schema.Context, n *tree.Node, head *document) document {
	d := document{shape: shapeMap}
	if head != nil {
		d = *head
	}
	for _, o := range c.Options {
		v, found := n.Values.Get(o.Name)
		if !found || o.Pseudo() {
			continue
		}
		d.add(o.Name, optionDocument(o, v))
	}
	done := map[string]bool{}
	for _, child := range c.Children {
		if !done[child.Key] {
			done[child.Key] = true
			buildChild(&d, c, child, n)
		}
	}
	return d
}

// add adds a key with a value to a map.
func (d *document) add(key string, value document) {
	d.parts = append(d.parts, document{shape: shapeScalar, text: key, quoted: true}, value)
}

// buildChild adds the contexts of one key.
func buildChild(d *document, parent, c *schema.Context, n *tree.Node) {
	all := n.All(c.Key)
	if len(all) == 0 {
		return
	}
	if c.Kind != schema.Named {
		var head *document
		context := all[0].ContextIn(parent)
		if c.Kind == schema.Choice {
			head = &document{shape: shapeMap}
			head.add(tree.TypeName, document{shape: shapeScalar, text: context.Variant, quoted: true})
		}
		d.add(c.Key, build(context, all[0], head))
		return
	}
	list := document{shape: shapeList}
	for _, one := range all {
		head := &document{shape: shapeMap}
		head.add("name", document{shape: shapeScalar, text: one.Name, quoted: true})
		list.parts = append(list.parts, build(c, one, head))
	}
	d.add(c.Key, list)
}

// optionDocument turns a value into a document.
func optionDocument(o *schema.Option, v tree.Value) document {
	if o.Type == schema.List {
		list := document{shape: shapeList}
		for _, item := range v.Items {
			list.parts = append(list.parts, document{shape: shapeScalar, text: item, quoted: true})
		}
		return list
	}
	quoted := o.Type == schema.String || o.Type == schema.Enum || o.Type == schema.List || o.Type == schema.Duration
	return document{shape: shapeScalar, text: v.Text, quoted: quoted}
}
