package client

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// The tags of struct fields. "as" names the bin, or the key inside of a nested map, and may add ",omitempty"; "-" leaves
// the field out. "asm" marks a field that takes the record's metadata: "gen" its generation, "ttl" its remaining life in
// seconds, or a time.Time its expiry, "key" its user key. Without a tag the field's name counts.
const (
	tagBin  = "as"
	tagMeta = "asm"
)

// field is what is known of a struct's field.
type field struct {
	index []int
	// name is the bin, meta what the field takes of the metadata instead.
	name, meta string
	omitEmpty  bool
}

// layouts keeps the fields of struct types that were seen, by reflect.Type. What it holds never changes.
var layouts sync.Map

// layoutOf returns the fields of a struct type. Embedded structs without a tag count as if their fields were the outer
// one's.
func layoutOf(t reflect.Type) []field {
	if known, ok := layouts.Load(t); ok {
		if fields, ok := known.([]field); ok {
			return fields
		}
	}
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get(tagBin), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[time.Time]():
			for _, inner := range layoutOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				fields = append(fields, inner)
			}
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		fields = append(fields, field{index: []int{i}, name: name, meta: f.Tag.Get(tagMeta), omitEmpty: options == "omitempty"})
	}
	layouts.Store(t, fields)
	return fields
}

// Marshal returns the bins of a struct, or of a pointer to one: a bin for each exported field, under the name in its tag
// `as:"name"`. Nested structs become maps, slices lists, time.Time nanoseconds since 1970, nil pointers nil, which
// removes the bin.
//
// Errors: ErrStruct for something else than a struct, aero.ErrUnsupportedValue for a field of a type that cannot be
// stored.
func Marshal(v any) (Bins, error) {
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%T: %w", v, ErrStruct)
	}
	bins := make(Bins)
	for _, f := range layoutOf(value.Type()) {
		part := value.FieldByIndex(f.index)
		if f.meta != "" || f.omitEmpty && part.IsZero() {
			continue
		}
		plain, err := plainOf(part)
		if err != nil {
			return nil, fmt.Errorf("field for bin %q: %w", f.name, err)
		}
		bins[f.name] = plain
	}
	return bins, nil
}

// plainOf turns a Go value into one that aero.NewParticle takes.
func plainOf(v reflect.Value) (any, error) {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.UnixNano(), nil
	case []byte, aero.GeoJSON, aero.HLL, aero.List, aero.Map, aero.Opaque, aero.Particle:
		return x, nil
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		return plainOf(v.Elem())
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return v.Uint(), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.String:
		return v.String(), nil
	case reflect.Slice, reflect.Array:
		return plainList(v)
	case reflect.Map:
		return plainMap(v)
	case reflect.Struct:
		return plainStruct(v)
	default:
		return nil, fmt.Errorf("type %s: %w", v.Type(), aero.ErrUnsupportedValue)
	}
}

// plainList turns a slice or array into a list, or into bytes.
func plainList(v reflect.Value) (any, error) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		data := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(data), v)
		return data, nil
	}
	items := make([]any, v.Len())
	for i := range items {
		var err error
		if items[i], err = plainOf(v.Index(i)); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// plainMap turns a Go map into one with plain keys and values.
func plainMap(v reflect.Value) (any, error) {
	entries := make(map[any]any, v.Len())
	for walk := v.MapRange(); walk.Next(); {
		key, err := plainOf(walk.Key())
		if err != nil {
			return nil, err
		}
		if entries[key], err = plainOf(walk.Value()); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// plainStruct turns a nested struct into a map.
func plainStruct(v reflect.Value) (any, error) {
	entries := make(map[string]any)
	for _, f := range layoutOf(v.Type()) {
		part := v.FieldByIndex(f.index)
		if f.omitEmpty && part.IsZero() {
			continue
		}
		plain, err := plainOf(part)
		if err != nil {
			return nil, err
		}
		entries[f.name] = plain
	}
	return entries, nil
}

// PutStruct is Put of a struct's fields; see Marshal.
func (c *Client) PutStruct(ctx context.Context, key aero.Key, v any, policy *WritePolicy) error {
	bins, err := Marshal(v)
	if err != nil {
		about := subjectOf(&key)
		return &Error{Op: "put", Subject: about.String(), Err: err}
	}
	return c.Put(ctx, key, bins, policy)
}

// GetStruct reads a record into a struct of type T; see Unmarshal. A nil policy means the defaults.
//
// Errors are those of Get and, inside of an *Error, of Unmarshal.
func GetStruct[T any](ctx context.Context, c *Client, key aero.Key, policy *ReadPolicy) (T, error) {
	var value T
	var record Record
	if err := c.GetInto(ctx, key, &record, policy); err != nil {
		return value, err
	}
	if err := Unmarshal(&record, &value); err != nil {
		about := subjectOf(&key)
		return value, &Error{Op: "get", Subject: about.String(), Err: err}
	}
	return value, nil
}
