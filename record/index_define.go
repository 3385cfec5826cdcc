package record

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// MaxIndexes is how many secondary indexes a namespace may have, beside one for the records of each set.
const MaxIndexes = 256

// CreateIndex defines a secondary index. When it returns, the definition is durable and every later write keeps the index;
// records from before are taken in by work in the background, until whose end queries on the index are refused with
// aero.CodeIndexNotReadable. A definition that exists under the same name is no error; under another name the index is
// renamed. With the source aero.IndexSet the index is of a set's records: scans of the set use it by themselves.
//
// It fails with aero.CodeNamespace, with an error that wraps aero.CodeParameter for a definition that makes no sense, with
// aero.CodeIndexFound if the name is another definition's, aero.CodeIndexMaxCount at MaxIndexes, and with the errors of
// Execute.
func (s *Store) CreateIndex(definition *aero.IndexDefinition) error {
	n := s.namespaces[definition.Namespace]
	if n == nil {
		return refusal("create index", aero.CodeNamespace)
	}
	made, err := sindex.New(definition, n.compileIndexed)
	if err != nil {
		return refusalBecause("create index", aero.CodeParameter, err)
	}
	if unnamed(definition.Name) {
		return refusal("create index", aero.CodeParameter)
	}
	made.Set = strings.Clone(definition.Set)
	return n.define(&defineIndex{n: n, name: strings.Clone(definition.Name), definition: made})
}

// define carries out the task that adds an index and has it built.
func (n *namespace) define(t *defineIndex) error {
	if err := n.runTask(t); err != nil {
		return err
	}
	if t.code != aero.CodeOK {
		return refusal("create index "+t.name, t.code)
	}
	n.wakeBuilder()
	return nil
}

// DropIndex removes a secondary index with all its entries. Queries that use it end with aero.CodeIndexNotFound. An index
// that does not exist is no error.
//
// It fails with aero.CodeNamespace and with the errors of Execute.
func (s *Store) DropIndex(namespace, name string) error {
	n := s.namespaces[namespace]
	if n == nil {
		return refusal("drop index", aero.CodeNamespace)
	}
	if n.indexes.Load().find(name) == nil {
		return nil
	}
	return n.runTask(&dropIndex{n: n, name: name})
}

// defineIndex is the task that adds an index, or gives one another name.
type defineIndex struct {
	n          *namespace
	name       string
	definition sindex.Definition
	code       aero.ResultCode
	after      indexes
}

// apply implements task.
func (t *defineIndex) apply(c *committer, _ uint64) error {
	t.code, t.after = aero.CodeOK, c.indexes
	if named := c.indexes.find(t.name); named != nil {
		if !named.row.Definition.Same(&t.definition) {
			t.code = aero.CodeIndexFound
		}
		return nil
	}
	if same := c.indexes.defined(&t.definition); same != nil {
		if unnamed(t.name) {
			t.code = aero.CodeIndexFound
			return nil
		}
		return t.rename(c, same)
	}
	if t.definition.Source != aero.IndexSet && c.indexes.ofValues() >= MaxIndexes {
		t.code = aero.CodeIndexMaxCount
		return nil
	}
	id, err := c.newIndexID()
	if err != nil {
		return err
	}
	row := sindex.Row{ID: id, Definition: t.definition}
	if c.group.records.Len() == 0 {
		row.State = sindex.StateReady
	}
	x, err := newIndex(t.name, row, t.n.sets)
	if err != nil {
		t.code = aero.CodeParameter
		return nil
	}
	if _, err := c.group.tx.CreateTable(x.table, zerodb.TableOptions{}); err != nil {
		return err
	}
	return t.put(c, x, c.indexes.with(x))
}

// newIndexID returns a number that no index has had before: who still reads an old index must not find another under its
// number.
func (c *committer) newIndexID() (uint32, error) {
	system, err := c.group.systemTable()
	if err != nil {
		return 0, err
	}
	last, err := system.Get([]byte(indexCounterKey))
	if err != nil && !errors.Is(err, zerodb.ErrNotFound) {
		return 0, err
	}
	id := uint32(1)
	if len(last) == indexCounterSize {
		id += binary.LittleEndian.Uint32(last)
	}
	return id, system.Put([]byte(indexCounterKey), binary.LittleEndian.AppendUint32(nil, id))
}

// rename gives an index another name.
func (t *defineIndex) rename(c *committer, x *index) error {
	if err := c.forgetIndex(x); err != nil {
		return err
	}
	renamed := x.renamed(t.name)
	return t.put(c, renamed, c.indexes.without(x).with(renamed))
}

// put stores the index and makes all known.
func (t *defineIndex) put(c *committer, x *index, all indexes) error {
	if err := c.storeIndex(x); err != nil {
		return err
	}
	c.indexes, t.after = all, all
	return nil
}

// finished implements task: readers learn of the index once it is durable.
func (t *defineIndex) finished(err error) { t.n.publishIndexes(t.after, err) }

// dropIndex is the task that removes an index.
type dropIndex struct {
	n     *namespace
	name  string
	after indexes
}

// apply implements task.
func (t *dropIndex) apply(c *committer, _ uint64) error {
	t.after = c.indexes
	x := c.indexes.find(t.name)
	if x == nil {
		return nil
	}
	if err := c.group.tx.DropTable(x.table); err != nil {
		return err
	}
	if err := c.forgetIndex(x); err != nil {
		return err
	}
	c.indexes = c.indexes.without(x)
	t.after = c.indexes
	return nil
}

// finished implements task.
func (t *dropIndex) finished(err error) { t.n.publishIndexes(t.after, err) }

// publishIndexes shows readers the indexes of a state that is durable. It is called in the order of the states.
func (n *namespace) publishIndexes(after indexes, err error) {
	if err == nil {
		n.indexes.Store(&after)
	}
}
