package wire

import (
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Kind says what a request asks for.
type Kind uint8

// The kinds of requests.
const (
	// KindRecord is a command on one record.
	KindRecord Kind = iota
	// KindBatch is a list of commands on records.
	KindBatch
	// KindScan visits many records.
	KindScan
)

// Request is a decoded request. Only the member that Kind names counts. A Request is reused for the next decoding,
// which overwrites everything in it.
type Request struct {
	// Kind says which of the members is filled.
	Kind Kind
	// Record is a command on one record.
	Record aero.RecordCommand
	// Batch is a list of commands.
	Batch BatchRequest
	// Scan visits many records.
	Scan ScanRequest
	// used has a bit for each kind that was decoded since the last Release.
	used uint8
}

// Decoder decodes the messages of one connection, requests and replies. It keeps the names it has seen.
type Decoder struct {
	// options hold the limits.
	options Options
	// names are interned here.
	names *Interner
	// fields is scratch memory for the fields of one message.
	fields fieldTable
}

// NewDecoder makes a Decoder for one connection.
func NewDecoder(options Options) *Decoder {
	options = options.withDefaults()
	return &Decoder{options: options, names: NewInterner(options.MaxInternedNames)}
}

// Request decodes the body of a message frame into r. Byte slices in r alias the body; strings do not.
//
// A request that cannot be carried out gives a *RequestError; r.Kind then still says what it asked for, so that
// AppendRefusal answers in the right form.
func (d *Decoder) Request(body []byte, r *Request) error {
	r.Kind = KindRecord
	c := cursor{data: body}
	h := c.messageHeader()
	if c.failed {
		return malformed("message header is cut off or of another size")
	}
	if h.info1&info1Batch != 0 {
		r.Kind = KindBatch
	}
	c.fields(int(h.fields), &d.fields)
	if c.failed {
		return malformed("fields are cut off")
	}
	if r.Kind == KindRecord && !d.fields.has(fieldDigest) {
		r.Kind = KindScan
	}
	r.used |= 1 << r.Kind
	switch r.Kind {
	case KindBatch:
		return d.batch(h, &r.Batch)
	case KindScan:
		return d.scan(&c, h, &r.Scan)
	default:
		return d.record(&c, h, &r.Record)
	}
}

// Release makes r and the Decoder forget the bodies that they alias, and gives up memory of unusual size. A server
// calls it before it waits for the next request, lest an idle connection keeps its largest one.
func (d *Decoder) Release(r *Request) {
	d.fields = fieldTable{}
	if r.used&(1<<KindRecord) != 0 {
		r.Record = aero.RecordCommand{Operations: cleared(r.Record.Operations)}
	}
	if r.used&(1<<KindBatch) != 0 {
		r.Batch = BatchRequest{
			Command: aero.BatchCommand{Entries: cleared(r.Batch.Command.Entries)},
			Indexes: cleared(r.Batch.Indexes), Refused: cleared(r.Batch.Refused),
			operations: cleared(r.Batch.operations),
		}
	}
	if r.used&(1<<KindScan) != 0 {
		r.Scan = ScanRequest{Command: aero.ScanCommand{
			Partitions: cleared(r.Scan.Command.Partitions), Bins: cleared(r.Scan.Command.Bins),
			Operations: cleared(r.Scan.Command.Operations),
		}, Write: aero.RecordCommand{Operations: cleared(r.Scan.Write.Operations)}}
	}
	r.used = 0
}

// maxKeptElements is how many elements a slice may have room for to be kept between requests.
const maxKeptElements = 1024

// cleared returns an emptied slice that aliases nothing, without memory if it had grown beyond the usual size.
func cleared[T any](s []T) []T {
	if cap(s) > maxKeptElements {
		return nil
	}
	clear(s[:cap(s)])
	return s[:0]
}

// CheckFrame returns nil for a frame whose body a server can decode as a message, and the refusal for a compressed
// message or a replication request.
func CheckFrame(kind Type) error {
	switch kind {
	case TypeMessage:
		return nil
	case TypeCompressed:
		return unsupported(aero.CodeEnterpriseOnly, "compressed message")
	case TypeShipping:
		return unsupported(aero.CodeEnterpriseOnly, "replication request")
	default:
		return fmt.Errorf("type %d is no message: %w", kind, ErrFrameType)
	}
}

// AppendRefusal appends a whole frame that answers a request of any kind with a code and nothing else.
func AppendRefusal(dst []byte, kind Kind, code aero.ResultCode) []byte {
	h := messageHeader{code: uint8(code)}
	if kind == KindBatch {
		h.info3 = info3Last
	}
	dst, start := BeginFrame(dst)
	return EndFrame(appendMessageHeader(dst, h), start, TypeMessage)
}

// milliseconds returns a duration of so many milliseconds.
func milliseconds(n uint32) time.Duration {
	return time.Duration(n) * time.Millisecond
}

// toMilliseconds returns a duration in milliseconds, rounded up. A negative one gives 0. It returns ErrUnfit for one
// of more than 49 days.
func toMilliseconds(d time.Duration) (uint32, error) {
	n := (max(d, 0) + time.Millisecond - 1) / time.Millisecond
	if n > 1<<32-1 {
		return 0, fmt.Errorf("timeout %v: %w", d, ErrUnfit)
	}
	return uint32(n), nil
}
