package cli

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// recordRow makes a row of a record as scan prints it. Its generation is not kept: the server counts anew.
func (o *loadOptions) recordRow(fields []aero.MapEntry) row {
	set, digest := o.set, ""
	var user, bins any
	var r row
	for _, f := range fields {
		var err error
		switch f.Key {
		case fieldKey:
			user = f.Value
		case fieldBins:
			bins = f.Value
		case fieldSet:
			set, err = textField(f)
		case fieldDigest:
			digest, err = textField(f)
		case fieldExpires:
			r.ttl, err = o.remaining(f)
		case fieldGeneration:
		default:
			err = because(reasonSyntax, fmt.Errorf("field %q is not one of a record; name the key's field with --key-field "+
				"if the line's fields are bins", f.Key))
		}
		if err != nil {
			return row{err: err}
		}
	}
	var err error
	if r.key, err = o.recordKey(set, user, digest); err != nil {
		return row{err: because(reasonKey, err)}
	}
	m, ok := bins.(aero.Map)
	if !ok || m.Order != aero.MapUnordered || m.Indexed {
		return row{err: because(reasonSyntax, fmt.Errorf("line has no object %q", fieldBins))}
	}
	r.bins, err = encodeBins(m)
	return row{key: r.key, bins: r.bins, ttl: r.ttl, err: because(reasonBin, err)}
}

// textField returns the value of a field that is a string.
func textField(f aero.MapEntry) (string, error) {
	text, ok := f.Value.(string)
	if !ok {
		return "", because(reasonSyntax, fmt.Errorf("field %q wants a string", f.Key))
	}
	return text, nil
}

// recordKey makes the key of a record from its user key or else its digest.
func (o *loadOptions) recordKey(set string, user any, digest string) (aero.Key, error) {
	if user != nil {
		return aero.NewKey(o.namespace, set, user)
	}
	raw, err := hex.DecodeString(digest)
	if err != nil || len(raw) != aero.DigestSize {
		return aero.Key{}, errors.New("line has neither \"key\" nor a \"digest\" of 40 hexadecimal digits; " +
			"name the key's field with --key-field if the line's fields are bins")
	}
	return aero.DigestKey(o.namespace, set, aero.Digest(raw)), nil
}

// remaining returns how long a record has still to live.
func (o *loadOptions) remaining(f aero.MapEntry) (uint32, error) {
	text, err := textField(f)
	if err != nil {
		return 0, err
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, because(reasonSyntax, fmt.Errorf("field %q wants a time such as 2030-01-31T12:00:00Z", f.Key))
	}
	seconds := math.Ceil(time.Until(at).Seconds())
	if seconds < 1 {
		return 0, because(reasonPast, fmt.Errorf("record expired at %s", text))
	}
	return uint32(min(seconds, maxTTLSeconds)), nil
}

// encodeBins makes bins of a record's object.
func encodeBins(m aero.Map) ([]aero.Bin, error) {
	bins := make([]aero.Bin, 0, len(m.Entries))
	for _, e := range m.Entries {
		name, _ := e.Key.(string)
		bin, err := encodeBin(name, e.Value)
		if err != nil {
			return nil, err
		}
		bins = append(bins, bin)
	}
	return bins, nil
}
