package zerodb

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// Position is a place in the history of a database: behind one committed and durable transaction. It is what a follower has
// to remember to go on later, in this process or another. The zero Position stands before the oldest transaction that is kept.
//
// A position is good as long as the log behind it is kept. One of another database, or of a history that the database has lost
// because its files were replaced by older ones, is recognised.
type Position struct {
	// Tx is the transaction.
	Tx uint64

	identity [16]byte
	epoch    uint64
	log      wal.Position
}

// Layout of an encoded position: version, identity, transaction, epoch, log position, segment, chain, checksum.
const (
	positionVersion = 1
	positionSize    = 1 + 16 + 4*8 + 2*4
)

// ErrPositionMalformed says that a text is not a position.
var ErrPositionMalformed = errors.New("zerodb: not a position")

// IsZero reports whether the position stands before everything.
func (p Position) IsZero() bool { return p == Position{} }

// String returns the position's text.
func (p Position) String() string {
	b, _ := p.MarshalText() // it cannot fail
	return string(b)
}

// MarshalText writes the position as text without blanks, empty for the zero Position. It never fails.
func (p Position) MarshalText() ([]byte, error) {
	if p.IsZero() {
		return nil, nil
	}
	b := make([]byte, 0, positionSize)
	b = append(b, positionVersion)
	b = append(b, p.identity[:]...)
	for _, n := range [...]uint64{p.Tx, p.epoch, uint64(p.log.LSN), p.log.Segment} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	b = binary.LittleEndian.AppendUint32(b, p.log.Chain)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	return base64.RawURLEncoding.AppendEncode(nil, b), nil
}

// UnmarshalText reads what MarshalText has written. It fails with ErrPositionMalformed for anything else.
func (p *Position) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Position{}
		return nil
	}
	b, err := base64.RawURLEncoding.Strict().AppendDecode(nil, text)
	if err != nil || len(b) != positionSize || b[0] != positionVersion {
		return fmt.Errorf("%w: %.80q", ErrPositionMalformed, text)
	}
	if crc32.ChecksumIEEE(b[:positionSize-4]) != binary.LittleEndian.Uint32(b[positionSize-4:]) {
		return fmt.Errorf("%w: checksum of %.80q", ErrPositionMalformed, text)
	}
	number := func(i int) uint64 { return binary.LittleEndian.Uint64(b[17+8*i:]) }
	*p = Position{Tx: number(0), identity: [16]byte(b[1:17]), epoch: number(1), log: wal.Position{
		LSN: ids.LSN(number(2)), Segment: number(3), Chain: binary.LittleEndian.Uint32(b[17+4*8:]),
	}}
	return nil
}
