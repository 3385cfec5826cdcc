package client

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Unmarshal fills a struct from a record: each exported field from the bin in its tag `as:"name"`, and those with a tag
// `asm` from the record's metadata. Fields without a bin keep what they have.
//
// Errors: ErrStruct unless v points to a struct, ErrBinType for a value that does not fit its field,
// aero.ErrMalformedValue.
func Unmarshal(r *Record, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%T: %w", v, ErrStruct)
	}
	target = target.Elem()
	for _, f := range layoutOf(target.Type()) {
		part := target.FieldByIndex(f.index)
		if f.meta != "" {
			if err := fillMeta(r, f.meta, part); err != nil {
				return err
			}
			continue
		}
		if _, found := r.Particle(f.name); !found {
			continue
		}
		value, err := r.Value(f.name)
		if err != nil {
			return err
		}
		if err := assign(part, value); err != nil {
			return fmt.Errorf("bin %q: %w", f.name, err)
		}
	}
	return nil
}

// fillMeta fills a field from a record's metadata.
func fillMeta(r *Record, meta string, part reflect.Value) error {
	switch expires, _ := r.Expires(); {
	case meta == "gen":
		return assign(part, int64(r.Generation))
	case meta == "ttl" && part.Type() == reflect.TypeFor[time.Time]():
		part.Set(reflect.ValueOf(expires))
		return nil
	case meta == "ttl":
		return assign(part, int64(r.VoidTime))
	case meta == "key":
		key, err := r.Key.User.Value()
		if err != nil || key == nil {
			return err
		}
		return assign(part, key)
	default:
		return fmt.Errorf("tag %s:%q: %w", tagMeta, meta, ErrStruct)
	}
}

// misfit is the error for a value that does not fit its place.
func misfit(place reflect.Value, value any) error {
	return fmt.Errorf("%T does not fit %s: %w", value, place.Type(), ErrBinType)
}

// assign puts a decoded value into a place, converting it if nothing is lost.
func assign(place reflect.Value, value any) error {
	if value == nil {
		place.SetZero()
		return nil
	}
	if place.Kind() == reflect.Pointer {
		fresh := reflect.New(place.Type().Elem())
		if err := assign(fresh.Elem(), value); err != nil {
			return err
		}
		place.Set(fresh)
		return nil
	}
	if given := reflect.ValueOf(value); given.Type().AssignableTo(place.Type()) {
		place.Set(given)
		return nil
	}
	switch v := value.(type) {
	case int64:
		return assignInt(place, v)
	case float64:
		if place.CanFloat() && (place.Kind() == reflect.Float64 || float64(float32(v)) == v || math.IsNaN(v)) {
			place.SetFloat(v)
			return nil
		}
	case bool:
		if place.Kind() == reflect.Bool {
			place.SetBool(v)
			return nil
		}
	case string:
		if place.Kind() == reflect.String {
			place.SetString(v)
			return nil
		}
	case []byte:
		return assignBytes(place, v)
	case aero.List:
		return assignList(place, v)
	case aero.Map:
		return assignMap(place, v)
	}
	return misfit(place, value)
}

// assignInt puts an integer into a place: a number that it fits, a bool, or a time in nanoseconds.
func assignInt(place reflect.Value, n int64) error {
	switch {
	case place.Type() == reflect.TypeFor[time.Time]():
		place.Set(reflect.ValueOf(time.Unix(0, n)))
	case place.CanInt() && !place.OverflowInt(n):
		place.SetInt(n)
	case place.CanUint() && n >= 0 && !place.OverflowUint(uint64(n)):
		place.SetUint(uint64(n))
	case place.CanFloat() && int64(float64(n)) == n:
		place.SetFloat(float64(n))
	case place.Kind() == reflect.Bool && (n == 0 || n == 1):
		place.SetBool(n == 1)
	default:
		return misfit(place, n)
	}
	return nil
}

// assignBytes puts bytes into a place: a slice or an array of the same length.
func assignBytes(place reflect.Value, data []byte) error {
	switch {
	case place.Kind() == reflect.Slice && place.Type().Elem().Kind() == reflect.Uint8:
		place.SetBytes(data)
	case place.Kind() == reflect.Array && place.Type().Elem().Kind() == reflect.Uint8 && place.Len() == len(data):
		reflect.Copy(place, reflect.ValueOf(data))
	default:
		return misfit(place, data)
	}
	return nil
}

// assignList puts a list into a slice, or into an array of the same length.
func assignList(place reflect.Value, list aero.List) error {
	switch {
	case place.Kind() == reflect.Slice:
		place.Set(reflect.MakeSlice(place.Type(), len(list.Items), len(list.Items)))
	case place.Kind() == reflect.Array && place.Len() == len(list.Items):
	default:
		return misfit(place, list)
	}
	for i, item := range list.Items {
		if err := assign(place.Index(i), item); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return nil
}

// assignMap puts a map into a Go map or a struct.
func assignMap(place reflect.Value, m aero.Map) error {
	switch place.Kind() {
	case reflect.Struct:
		for _, f := range layoutOf(place.Type()) {
			value, found := m.Get(f.name)
			if !found {
				continue
			}
			if err := assign(place.FieldByIndex(f.index), value); err != nil {
				return fmt.Errorf("key %q: %w", f.name, err)
			}
		}
		return nil
	case reflect.Map:
		filled := reflect.MakeMapWithSize(place.Type(), len(m.Entries))
		for _, e := range m.Entries {
			key, value := reflect.New(place.Type().Key()).Elem(), reflect.New(place.Type().Elem()).Elem()
			if err := assign(key, e.Key); err != nil {
				return err
			}
			if err := assign(value, e.Value); err != nil {
				return err
			}
			if !key.Comparable() {
				return misfit(key, e.Key)
			}
			filled.SetMapIndex(key, value)
		}
		place.Set(filled)
		return nil
	default:
		return misfit(place, m)
	}
}
