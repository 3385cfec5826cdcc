package cli

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/internal/cli/typedjson"
)

// The fields of a record as JSON.
const (
	fieldKey        = "key"
	fieldDigest     = "digest"
	fieldSet        = "set"
	fieldGeneration = "generation"
	fieldExpires    = "expires"
	fieldBins       = "bins"
)

// appendRecord appends a record as one line of JSON, which load reads again. A record whose key was not stored is
// named by its digest.
func appendRecord(dst []byte, r *client.Record) ([]byte, error) {
	dst, err := appendIdentity(append(dst, '{'), r.Key)
	if err != nil {
		return dst, err
	}
	if r.Key.Set != "" {
		dst = typedjson.AppendString(fmt.Appendf(dst, `,%q:`, fieldSet), r.Key.Set)
	}
	dst = fmt.Appendf(dst, `,%q:%d`, fieldGeneration, r.Generation)
	if at, ok := r.Expires(); ok {
		dst = fmt.Appendf(dst, `,%q:%q`, fieldExpires, at.Format(time.RFC3339))
	}
	dst, err = appendBinObject(fmt.Appendf(dst, `,%q:`, fieldBins), r.Bins)
	return append(dst, "}\n"...), err
}

// appendIdentity appends the user key, or the digest if there is none, with its field's name.
func appendIdentity(dst []byte, key aero.Key) ([]byte, error) {
	if key.User.Type == aero.ParticleNil {
		return fmt.Appendf(dst, `%q:%q`, fieldDigest, hex.EncodeToString(key.Digest[:])), nil
	}
	return appendParticle(fmt.Appendf(dst, `%q:`, fieldKey), key.User)
}

// appendParticle appends a value in its encoded form as JSON.
func appendParticle(dst []byte, p aero.Particle) ([]byte, error) {
	value, err := p.Value()
	if err != nil {
		return dst, err
	}
	return typedjson.Append(dst, value)
}

// appendBinObject appends bins as an object.
func appendBinObject(dst []byte, bins []aero.Bin) ([]byte, error) {
	dst = append(dst, '{')
	for i := range bins {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(typedjson.AppendString(dst, bins[i].Name), ':')
		var err error
		if dst, err = appendParticle(dst, bins[i].Value); err != nil {
			return dst, fmt.Errorf("bin %q: %w", bins[i].Name, err)
		}
	}
	return append(dst, '}'), nil
}

// describeRecord renders a record for a person: a line about it, then a line for each bin.
func describeRecord(r *client.Record) (string, error) {
	var text strings.Builder
	expires := "never expires"
	if at, ok := r.Expires(); ok {
		expires = "expires " + at.Format(time.RFC3339)
	}
	fmt.Fprintf(&text, "generation %d, %s\n", r.Generation, expires)
	width := 0
	for i := range r.Bins {
		width = max(width, len(r.Bins[i].Name))
	}
	for i := range r.Bins {
		value, err := appendParticle(nil, r.Bins[i].Value)
		if err != nil {
			return "", fmt.Errorf("bin %q: %w", r.Bins[i].Name, err)
		}
		fmt.Fprintf(&text, "  %-*s  %s\n", width, r.Bins[i].Name, value)
	}
	return text.String(), nil
}

// describeLine renders a record for a person on one line: key, then bins.
func describeLine(r *client.Record) (string, error) {
	name := "digest " + hex.EncodeToString(r.Key.Digest[:])
	if r.Key.User.Type != aero.ParticleNil {
		key, err := appendParticle(nil, r.Key.User)
		if err != nil {
			return "", err
		}
		name = string(key)
	}
	bins, err := appendBinObject(nil, r.Bins)
	return name + "  " + string(bins) + "\n", err
}
