package record

import (
	"context"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// Distribution visits the records of a namespace, or of one of its sets, and says of each how long it will live, in
// seconds, 0 for ever, and how many bytes it takes. It reads in chunks and holds no snapshot between them. It fails with
// aero.CodeNamespace, the error of ctx, and the engine's errors.
func (s *Store) Distribution(ctx context.Context, namespace, set string, visit func(ttlSeconds uint32, size int)) error {
	n := s.namespaces[namespace]
	if n == nil {
		return refusal("distribution", aero.CodeNamespace)
	}
	number, known := n.sets.number(set)
	if !known {
		return nil
	}
	all := set == ""
	for from := []byte(nil); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		next, err := n.distributionChunk(from, func(h *layout.Header, size int, now uint64) {
			if !all && h.SetID != number {
				return
			}
			ttl := uint32(0)
			if seconds := now / millisPerSecond; uint64(h.VoidTime) > seconds {
				ttl = h.VoidTime - uint32(seconds)
			}
			visit(ttl, size)
		})
		if err != nil {
			return tableError(namespace, "distribution", err)
		}
		if next == nil {
			return nil
		}
		from = next
	}
}

// distributionChunk visits a bounded number of records from a key on and returns the key to go on from, nil at the end.
func (n *namespace) distributionChunk(from []byte, visit func(h *layout.Header, size int, now uint64)) (next []byte, err error) {
	now, hidden, visited := n.now(), *n.hidden.Load(), 0
	err = n.view(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		cursor := table.Cursor()
		for ok := seek(cursor, from); ok; ok = cursor.Next() {
			if visited++; visited > n.options.ScanChunkRecords {
				next = cursor.AppendKey(nil)
				return nil
			}
			stored := cursor.Value()
			header, err := layout.DecodeHeader(stored)
			if err != nil {
				return err
			}
			if !gone(&header, now, hidden) {
				visit(&header, len(stored), now)
			}
		}
		return cursor.Err()
	})
	return next, err
}
