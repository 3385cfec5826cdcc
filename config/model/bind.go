package model

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// ErrBind says that a tree and a model do not fit each other.
var ErrBind = errors.New("config: tree and model do not fit")

// tagName is the tag of fields that hold an option or a context.
const tagName = "config"

// Decode fills a model, given by a pointer, from a tree. Options that the tree does not set take their defaults; those that the
// server chooses when it starts, and those that are not set by default, stay zero. The error wraps ErrBind.
func Decode(s *schema.Schema, n *tree.Node, into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%w: want a pointer to a model, not a %T", ErrBind, into)
	}
	return decode(s.Root, n.WithDefaults(s), v.Elem())
}

// decode fills the struct of a context.
func decode(c *schema.Context, n *tree.Node, v reflect.Value) error {
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get(tagName)
		field := v.Field(i)
		if key == "name" && c.Kind == schema.Named {
			field.SetString(n.Name)
			continue
		}
		if o := c.Option(key); o != nil {
			if value, found := n.Values.Get(key); found {
				if err := setField(field, o, value); err != nil {
					return fmt.Errorf("%w: %s: %w", ErrBind, o.Path(), err)
				}
			}
			continue
		}
		if err := decodeChildren(c, n, key, field); err != nil {
			return err
		}
	}
	return nil
}

// decodeChildren fills a field with the contexts of a key, or with one variant of a Choice: its key is KEY.VARIANT.
func decodeChildren(c *schema.Context, n *tree.Node, key string, field reflect.Value) error {
	key, variant, _ := strings.Cut(key, "/")
	child := c.Child(key, variant)
	if child == nil {
		return fmt.Errorf("%w: there is no context %s", ErrBind, key)
	}
	for _, one := range n.All(key) {
		if variant != "" && one.Get(tree.TypeName) != variant {
			continue
		}
		target := field
		switch field.Kind() {
		case reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
			target = field.Elem()
		case reflect.Slice:
			field.Set(reflect.Append(field, reflect.Zero(field.Type().Elem())))
			target = field.Index(field.Len() - 1)
		}
		if err := decode(child, one, target); err != nil {
			return err
		}
	}
	return nil
}

// setField sets a field to a canonical value.
func setField(field reflect.Value, o *schema.Option, v tree.Value) error {
	if field.Type() == reflect.TypeFor[time.Duration]() {
		d, err := duration(o, v.Text)
		field.SetInt(int64(d))
		return err
	}
	switch field.Kind() {
	case reflect.Bool:
		field.SetBool(v.Text == "true")
	case reflect.String:
		field.SetString(v.Text)
	case reflect.Slice:
		field.Set(reflect.ValueOf(append([]string{}, v.Items...)))
	case reflect.Uint64:
		n, err := strconv.ParseUint(v.Text, 10, 64)
		field.SetUint(n)
		return err
	case reflect.Int64:
		n, err := strconv.ParseInt(v.Text, 10, 64)
		field.SetInt(n)
		return err
	case reflect.Float64:
		f, err := strconv.ParseFloat(v.Text, 64)
		field.SetFloat(f)
		return err
	}
	return nil
}

// duration reads a canonical time or duration.
func duration(o *schema.Option, text string) (time.Duration, error) {
	if o.Type == schema.Duration {
		return time.ParseDuration(text)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return time.Duration(n) * time.Second, err
}

// Encode makes a tree of a model or a pointer to one. Options that have their default are left out. The error wraps ErrBind.
func Encode(s *schema.Schema, from any) (*tree.Node, error) {
	v := reflect.ValueOf(from)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%w: want a model, not a %T", ErrBind, from)
	}
	root := &tree.Node{}
	return root, encode(s.Root, v, root)
}

// encode sets the values of a context.
func encode(c *schema.Context, v reflect.Value, into *tree.Node) error {
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get(tagName)
		field := v.Field(i)
		if o := c.Option(key); o != nil {
			if value, given := fieldValue(field, o); given && !(key == "name" && c.Kind == schema.Named) {
				into.Set(key, value)
			}
			continue
		}
		if err := encodeChildren(c, key, field, into); err != nil {
			return err
		}
	}
	return nil
}

// encodeChildren adds the contexts of a field.
func encodeChildren(c *schema.Context, key string, field reflect.Value, into *tree.Node) error {
	key, variant, _ := strings.Cut(key, "/")
	child := c.Child(key, variant)
	switch {
	case key == "name" || key == tree.TypeName:
		return nil
	case child == nil:
		return fmt.Errorf("%w: there is no context %s", ErrBind, key)
	case field.Kind() == reflect.Pointer:
		if field.IsNil() {
			return nil
		}
		n := into.Make(key, "", tree.Origin{})
		if variant != "" {
			n.Set(tree.TypeName, tree.Value{Text: variant})
		}
		return encode(child, field.Elem(), n)
	case field.Kind() == reflect.Struct:
		return encode(child, field, into.Make(key, "", tree.Origin{}))
	}
	for i := range field.Len() {
		one := field.Index(i)
		if err := encode(child, one, into.Make(key, one.FieldByName("Name").String(), tree.Origin{})); err != nil {
			return err
		}
	}
	return nil
}

// fieldValue returns the value of a field, and whether it differs from the default.
func fieldValue(field reflect.Value, o *schema.Option) (tree.Value, bool) {
	v := tree.Value{Variant: o.Context.Variant}
	switch {
	case field.Kind() == reflect.Slice:
		v.Items = texts(field)
		return v, len(v.Items) > 0 && !(len(v.Items) == 1 && v.Items[0] == o.Default)
	case field.Type() == reflect.TypeFor[time.Duration]() && o.Type == schema.Duration:
		v.Text = time.Duration(field.Int()).String()
	case field.Type() == reflect.TypeFor[time.Duration]():
		v.Text = strconv.FormatInt(field.Int()/int64(time.Second), 10)
	default:
		v.Text = fmt.Sprint(field.Interface())
	}
	if o.Unset() || o.Auto {
		return v, !field.IsZero()
	}
	return v, v.Text != o.Default
}

// texts returns the items of a field that is a list of texts.
func texts(field reflect.Value) []string {
	items := make([]string, field.Len())
	for i := range items {
		items[i] = field.Index(i).String()
	}
	return items
}
