package partition

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// ErrMalformed says that a node's answer about its partitions cannot be read.
var ErrMalformed = errors.New("malformed partition ownership")

// The limits of an answer and the form of a bitmap.
const (
	// maxNamespaces is how many namespaces a node may have; servers accept 32.
	maxNamespaces = 256
	// maxReplicas is how many copies a namespace may have; a cluster has at most 256 nodes.
	maxReplicas = 256
	// bitmapSize is the size of a bitmap in bytes.
	bitmapSize = aero.PartitionCount / 8
)

// Bitmap has a bit for each partition, the highest bit of a byte first.
type Bitmap [bitmapSize]byte

// Has reports whether the partition's bit is set.
func (b *Bitmap) Has(id aero.PartitionID) bool {
	return b[id/8]&(0x80>>(id%8)) != 0
}

// Ownership is what one node says about one namespace.
type Ownership struct {
	// Namespace is the namespace.
	Namespace string
	// Regime counts changes of ownership under strong consistency; a higher one is more recent. It is 0 otherwise.
	Regime uint32
	// Replicas has, for the master and each further copy, the partitions of which the node has that copy.
	Replicas []*Bitmap
}

// ParseReplicas reads a node's answer of the form "namespace:regime,count,bitmap,…;…", with bitmaps in base 64. It
// returns ErrMalformed for anything else.
func ParseReplicas(text string) ([]Ownership, error) {
	var all []Ownership
	for part := range strings.SplitSeq(strings.TrimSuffix(text, ";"), ";") {
		if part == "" && len(all) == 0 {
			continue
		}
		if len(all) == maxNamespaces {
			return nil, fmt.Errorf("more than %d namespaces: %w", maxNamespaces, ErrMalformed)
		}
		one, err := parseOwnership(part)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// parseOwnership reads the part about one namespace.
func parseOwnership(part string) (Ownership, error) {
	namespace, rest, _ := strings.Cut(part, ":")
	first, rest, _ := strings.Cut(rest, ",")
	second, rest, _ := strings.Cut(rest, ",")
	regime, err := strconv.ParseUint(first, 10, 32)
	if err != nil || namespace == "" {
		return Ownership{}, fmt.Errorf("regime of namespace %.40q: %w", namespace, ErrMalformed)
	}
	count, err := strconv.ParseUint(second, 10, 32)
	if err != nil || count > maxReplicas || int(count) > strings.Count(rest, ",")+1 {
		return Ownership{}, fmt.Errorf("number of replicas of namespace %.40q: %w", namespace, ErrMalformed)
	}
	o := Ownership{Namespace: namespace, Regime: uint32(regime)}
	for range count {
		var text string
		text, rest, _ = strings.Cut(rest, ",")
		bitmap, err := parseBitmap(text)
		if err != nil {
			return Ownership{}, fmt.Errorf("replica %d of namespace %.40q: %w", len(o.Replicas), namespace, err)
		}
		o.Replicas = append(o.Replicas, bitmap)
	}
	if rest != "" {
		return Ownership{}, fmt.Errorf("more bitmaps than replicas of namespace %.40q: %w", namespace, ErrMalformed)
	}
	return o, nil
}

// parseBitmap reads one bitmap.
func parseBitmap(text string) (*Bitmap, error) {
	if len(text) != base64.StdEncoding.EncodedLen(bitmapSize) {
		return nil, fmt.Errorf("bitmap of %d characters: %w", len(text), ErrMalformed)
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != bitmapSize {
		return nil, fmt.Errorf("bitmap is not base 64: %w", ErrMalformed)
	}
	return (*Bitmap)(raw), nil
}
