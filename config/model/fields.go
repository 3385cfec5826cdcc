package model

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// Assign sets fields of a struct, given by a pointer, from the values of one context: those options whose field in the registry is
// the prefix, a dot and the path of the field. A field of a type that a text cannot become, such as a secret, is left to the caller.
// The error wraps ErrBind and names the option.
func Assign(c *schema.Context, n *tree.Node, prefix string, into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%w: want a pointer to a struct, not a %T", ErrBind, into)
	}
	for _, o := range c.Options {
		path, ours := strings.CutPrefix(o.Field, prefix+".")
		value, given := n.Values.Get(o.Name)
		if !ours || !given || o.Secret {
			continue
		}
		field := v.Elem()
		for name := range strings.SplitSeq(path, ".") {
			if field = field.FieldByName(name); !field.IsValid() {
				return fmt.Errorf("%w: %s: there is no field %s", ErrBind, o.Path(), o.Field)
			}
		}
		if err := assign(field, o, value); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrBind, o.Path(), err)
		}
	}
	return nil
}

// assign sets a field of any of the types that options have.
func assign(field reflect.Value, o *schema.Option, v tree.Value) error {
	if field.Type() == reflect.TypeFor[time.Duration]() {
		d, err := timeOf(o, v.Text)
		field.SetInt(int64(d))
		return err
	}
	text := v.Text
	if o.Type == schema.Enum && field.Kind() != reflect.String {
		text = strconv.Itoa(slices.Index(o.Values, v.Text))
	}
	switch field.Kind() {
	case reflect.String:
		if o.Type == schema.Enum && text == "none" && o.Default == "none" {
			text = "" // the absence of a choice
		}
		field.SetString(text)
	case reflect.Bool:
		field.SetBool(text == "true")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, field.Type().Bits())
		field.SetInt(n)
		return err
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, field.Type().Bits())
		field.SetUint(n)
		return err
	case reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		field.SetFloat(f)
		return err
	case reflect.Slice:
		return assignList(field, v.Items)
	default:
		return fmt.Errorf("a field of type %s cannot be set", field.Type())
	}
	return nil
}

// assignList sets a field that is a list of texts or of numbers.
func assignList(field reflect.Value, items []string) error {
	list := reflect.MakeSlice(field.Type(), 0, len(items))
	for _, item := range items {
		one := reflect.New(field.Type().Elem()).Elem()
		if one.Kind() == reflect.String {
			one.SetString(item)
		} else {
			n, err := strconv.ParseInt(item, 10, 64)
			if err != nil {
				return fmt.Errorf("%q is not a number", item)
			}
			one.SetInt(n)
		}
		list = reflect.Append(list, one)
	}
	field.Set(list)
	return nil
}

// timeOf reads a canonical time, duration or number of milliseconds or microseconds.
func timeOf(o *schema.Option, text string) (time.Duration, error) {
	if o.Type != schema.Int {
		return duration(o, text)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return time.Duration(n) * unitOf(o), err
}

// unitOf returns what an option counts that is a time and a plain number.
func unitOf(o *schema.Option) time.Duration {
	switch o.Unit {
	case "ms":
		return time.Millisecond
	case "us":
		return time.Microsecond
	}
	return time.Second
}

// Default returns what a field of a struct is, as the canonical text of an option; "" where it cannot be told. Tests compare it with
// the defaults of the registry.
func Default(o *schema.Option, prefix string, from any) string {
	field := reflect.ValueOf(from)
	for name := range strings.SplitSeq(strings.TrimPrefix(o.Field, prefix+"."), ".") {
		if field = field.FieldByName(name); !field.IsValid() {
			return "?"
		}
	}
	switch {
	case field.Kind() == reflect.Slice && field.Len() == 1 && field.Type().Elem().Kind() == reflect.String:
		return field.Index(0).String()
	case field.Kind() == reflect.Slice:
		return ""
	case o.Type == schema.Enum && field.Kind() != reflect.String:
		return o.Values[field.Convert(reflect.TypeFor[int]()).Int()]
	case o.Type == schema.Enum && field.String() == "":
		return "none"
	case field.Type() == reflect.TypeFor[time.Duration]() && o.Type == schema.Int:
		return strconv.FormatInt(field.Int()/int64(unitOf(o)), 10)
	case field.Type() == reflect.TypeFor[time.Duration]() && o.Type == schema.Time:
		return strconv.FormatInt(field.Int()/int64(time.Second), 10)
	}
	return fmt.Sprint(field.Interface())
}
