package journal

import "encoding/binary"

// Large values are not copied into the buffer: they are lent to the Writer, which returns them among the bytes of the transaction.

// lent is a value that belongs behind at bytes of the buffer.
type lent struct {
	at    int
	value []byte
}

// PutLent notes like Put that a value of size bytes was stored under key, which is copied. Lend must follow with the value, or Truncate.
func (w *Writer) PutLent(t Table, key []byte, size int) {
	w.begin(Put, t)
	w.buffer = binary.AppendUvarint(w.buffer, uint64(len(key)))
	w.buffer = binary.AppendUvarint(w.buffer, uint64(size))
	w.buffer = append(w.buffer, key...)
}

// Lend hands in the value of the PutLent just before. It is not copied, and must not change until it has been cut off or taken back, or the
// transaction has ended.
func (w *Writer) Lend(value []byte) {
	w.lent = append(w.lent, lent{at: len(w.buffer), value: value})
	w.lentBytes += len(value)
}

// takeBack forgets what stands behind a place, which lies between two operations.
func (w *Writer) takeBack(place int) {
	n := len(w.lent)
	for n > 0 && w.lent[n-1].at+w.lentBytes > place {
		n--
		w.lentBytes -= len(w.lent[n].value)
	}
	w.giveBack(n)
	w.buffer = w.buffer[:place-w.lentBytes]
}

// giveBack forgets all values but the first n.
func (w *Writer) giveBack(n int) {
	clear(w.lent[n:])
	w.lent = w.lent[:n]
	if n == 0 {
		w.lentBytes = 0
		clear(w.more)
		w.more = w.more[:0]
	}
}

// parts returns the buffer with the lent values where they belong.
func (w *Writer) parts() (first []byte, more [][]byte) {
	if len(w.lent) == 0 {
		return w.buffer, nil
	}
	w.more = w.more[:0]
	for i, l := range w.lent {
		end := len(w.buffer)
		if i+1 < len(w.lent) {
			end = w.lent[i+1].at
		}
		w.more = append(w.more, l.value, w.buffer[l.at:end])
	}
	return w.buffer[:w.lent[0].at], w.more
}
