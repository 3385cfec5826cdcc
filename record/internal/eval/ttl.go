package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// MaxTTLSeconds is the longest life that a command may ask for: ten years.
const MaxTTLSeconds = 10 * 365 * 24 * 3600

// millisPerSecond converts the unit of last-update times into that of void times.
const millisPerSecond = 1000

// readTouchNever as RecordCommand.ReadTouchPercent keeps a read from renewing the record.
const readTouchNever = -1

// Expired reports whether a record with this void time is past its life. The second of its void time is its last.
func Expired(voidTime uint32, now uint64) bool {
	return voidTime != 0 && uint64(voidTime) < now/millisPerSecond
}

// validTTL reports whether a command may ask for this life.
func validTTL(ttlSeconds uint32) bool {
	return ttlSeconds <= MaxTTLSeconds || ttlSeconds == aero.TTLNever || ttlSeconds == aero.TTLKeep
}

// voidTimeFor returns when a record expires that is written now. old is its void time before.
func (c Tuned) voidTimeFor(ttlSeconds uint32, old uint32, now uint64) uint32 {
	switch ttlSeconds {
	case aero.TTLKeep:
		return old
	case aero.TTLNever:
		return 0
	case aero.TTLDefault:
		if c.DefaultTTLSeconds == 0 {
			return 0
		}
		ttlSeconds = c.DefaultTTLSeconds
	}
	return clampVoidTime(now/millisPerSecond + uint64(ttlSeconds))
}

// clampVoidTime keeps a void time within its 32 bits, which end in the year 2146.
func clampVoidTime(seconds uint64) uint32 { return uint32(min(seconds, uint64(^uint32(0)))) }

// touchTTL returns the life in seconds that a read shall give the record anew, 0 for none, or false if the command
// asks for a share that does not exist.
func (c Tuned) touchTTL(percent int8, h *layout.Header, now uint64) (ttlSeconds uint32, ok bool) {
	if h.VoidTime == 0 || percent == readTouchNever {
		return 0, true
	}
	if percent < 0 || percent > 100 {
		return 0, false
	}
	if percent == 0 {
		percent = int8(c.ReadTouchPercent)
	}
	written := h.LastUpdate / millisPerSecond
	if percent == 0 || written >= uint64(h.VoidTime) {
		return 0, true
	}
	life := uint32(uint64(h.VoidTime) - written)
	threshold := uint64(h.VoidTime) - uint64(life)*uint64(percent)/100
	if now/millisPerSecond < threshold {
		return 0, true
	}
	return life, true
}

// NextGeneration returns the generation after g: it wraps from 65535 to 1, for 0 means that there is no record.
func NextGeneration(g uint16) uint16 {
	if g == ^uint16(0) {
		return 1
	}
	return g + 1
}
