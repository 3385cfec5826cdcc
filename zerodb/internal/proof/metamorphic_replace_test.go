package proof

import "github.com/aerolith/aerolith/zerodb"

// replaceSingly makes transactions that replace one value each, by one of the same length: what small transactions do most, and what the
// engine may do in the leaf's place.
func (r *telling) replaceSingly() error {
	const most = 30
	for range 1 + r.random.IntN(most) {
		if err := r.db.Update(r.replaceOne); err != nil {
			return err
		}
	}
	return nil
}

// replaceOne replaces the value of the first entry from a key on, in a table without duplicates, if there is one.
func (r *telling) replaceOne(tx *zerodb.Tx) error {
	r.operations++
	name, sought, digit := "table 0", r.key(), byte('a'+r.random.IntN(26))
	if r.random.IntN(2) == 0 {
		name = "table 3"
	}
	table, err := tx.CreateTable(name, optionsOfTable(name))
	if err != nil {
		return err
	}
	c := table.Cursor()
	defer c.Close()
	if !c.Seek(sought) {
		return c.Err()
	}
	value := append([]byte(nil), c.Value()...)
	for i := range value {
		value[i] = digit
	}
	r.hear("replaced", string(c.Key()), len(value))
	return table.Put(append([]byte(nil), c.Key()...), value)
}
