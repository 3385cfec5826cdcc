package dbcmd

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/internal/cli/dbcmd/mdbtext"
	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// describeTable says in a header of mdb_dump how a table is kept.
func describeTable(s *mdbtext.Section, t *zerodb.Table) {
	options := t.Options()
	s.Duplicates, s.ReverseKey = options.Duplicates, options.Order == zerodb.OrderReverse
	s.IntegerKey = options.Order == zerodb.OrderUint32 || options.Order == zerodb.OrderUint64
}

// orders are the names of the orders of keys in JSON.
func orders() map[string]zerodb.KeyOrder {
	return map[string]zerodb.KeyOrder{
		"": zerodb.OrderBytes, "reverse": zerodb.OrderReverse, "uint32": zerodb.OrderUint32, "uint64": zerodb.OrderUint64,
	}
}

// describeJSON says in a line of JSON how a table is kept.
func describeJSON(line *jsonEntry, t *zerodb.Table) {
	options := t.Options()
	line.Duplicates = options.Duplicates
	for name, order := range orders() {
		if order == options.Order {
			line.Order = name
		}
	}
}

// options returns the options of the table that a line describes.
func (e jsonEntry) options() (zerodb.TableOptions, error) {
	order, ok := orders()[e.Order]
	if !ok {
		return zerodb.TableOptions{}, tool.Failuref(tool.Damaged, "order of keys %q: want reverse, uint32 or uint64", e.Order)
	}
	return zerodb.TableOptions{Order: order, Duplicates: e.Duplicates}, nil
}

// optionsOf returns the options of the table that a header describes. Integer keys are taken for eight bytes, as LMDB has them on systems
// of 64 bits, unless the first key has four.
func optionsOf(s mdbtext.Section, firstKey []byte) (zerodb.TableOptions, error) {
	options := zerodb.TableOptions{Duplicates: s.Duplicates}
	const four, eight = 4, 8
	switch {
	case s.ReverseKey:
		options.Order = zerodb.OrderReverse
	case s.IntegerKey && len(firstKey) == four:
		options.Order = zerodb.OrderUint32
	case s.IntegerKey && (firstKey == nil || len(firstKey) == eight):
		options.Order = zerodb.OrderUint64
	case s.IntegerKey:
		return options, tool.Failuref(tool.Damaged, "table %q has integer keys, but the first has %d bytes", s.Name, len(firstKey))
	}
	return options, nil
}

// store stores one entry.
func (l *loadRun) store(key, value []byte) error {
	if !l.keep || l.into.Options().Duplicates {
		return l.into.Put(key, value)
	}
	err := l.into.PutNew(key, value)
	if errors.Is(err, zerodb.ErrKeyExists) {
		return nil
	}
	return err
}

// describeLine names a line in an error.
func describeLine(number int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("line %d: %w", number, err)
}
