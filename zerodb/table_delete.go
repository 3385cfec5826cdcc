package zerodb

// Delete removes a key, with all of its values where there are duplicates; one that is not there is no error. Errors are those of
// Put.
func (t *Table) Delete(key []byte) error {
	_, err := t.Remove(key)
	return err
}

// Remove is Delete, and reports whether the key was there.
func (t *Table) Remove(key []byte) (found bool, err error) {
	if err := t.writable(); err != nil {
		return false, err
	}
	if err := t.checkKey(key); err != nil {
		return false, tableError("delete", t.name, err)
	}
	w := t.tx.write
	if err := t.tx.room(len(key)); err != nil {
		return false, tableError("delete", t.name, err)
	}
	mark := w.journal.Mark()
	w.journal.Delete(t.note, key)
	count, err := t.remove(key)
	return count > 0, t.concludeRemoval(mark, count, err)
}

// Take is Delete, and appends a copy of the value that the key had to dst, which must not lie over key. With duplicates it is the lowest one, though all go. It
// reports whether the key was there.
func (t *Table) Take(dst, key []byte) (value []byte, found bool, err error) {
	if err := t.changeable(); err != nil {
		return dst, false, err
	}
	if err := t.checkKey(key); err != nil {
		return dst, false, tableError("take", t.name, err)
	}
	value, err = t.AppendValue(dst, key)
	if err == ErrNotFound { //nolint:errorlint // returned bare
		return dst, false, nil
	}
	if err != nil {
		return dst, false, err
	}
	if err := t.Delete(key); err != nil {
		return dst, false, err
	}
	return value, true, nil
}

// DeleteRange removes the keys that are not below from and are below to, in the table's order, and returns how many entries those were. A nil or
// empty end leaves its side open. Subtrees that lie wholly in the range are freed as such, so it costs about as much as reading
// what it removes, and the log has one change. Errors are those of Put.
func (t *Table) DeleteRange(from, to []byte) (uint64, error) {
	if err := t.writable(); err != nil {
		return 0, err
	}
	if err := t.checkBounds(from, to); err != nil {
		return 0, tableError("delete range", t.name, err)
	}
	w := t.tx.write
	if err := t.tx.room(len(from) + len(to)); err != nil {
		return 0, tableError("delete range", t.name, err)
	}
	if err := t.tx.endTwins(); err != nil {
		return 0, tableError("delete range", t.name, err)
	}
	mark := w.journal.Mark()
	w.journal.DeleteRange(t.note, from, to)
	count, err := t.removeRange(openEnd(from), openEnd(to))
	return count, t.concludeRemoval(mark, count, err)
}

// DeletePrefix removes the keys that begin with prefix, as DeleteRange does; with OrderReverse those that end with it. An empty prefix
// is that of all keys. In a table whose keys are numbers the error is ErrNoPrefix.
func (t *Table) DeletePrefix(prefix []byte) (uint64, error) {
	end, err := t.prefixEnd(prefix)
	if err != nil {
		return 0, tableError("delete prefix", t.name, err)
	}
	return t.DeleteRange(prefix, end)
}

// openEnd turns an empty end of a range into the one that is open.
func openEnd(end []byte) []byte {
	if len(end) == 0 {
		return nil
	}
	return end
}
