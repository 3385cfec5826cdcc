package proof

import (
	"fmt"
	"math/rand/v2"
)

// keyNumbers is how many different numbers the model's keys have, so that it meets old keys often.
const keyNumbers = 400

// key returns a key for a table: often one that is there, else any, of all lengths and likenesses.
func (s *session) key(table string) string {
	if want := s.want.content[table]; len(want) > 0 && s.random.IntN(3) == 0 {
		return want[s.random.IntN(len(want))].key
	}
	n := s.random.IntN(keyNumbers)
	switch s.random.IntN(10) {
	case 0:
		return string(byte(n)) // short, and any byte
	case 1:
		return fmt.Sprintf("%s%d", padding(n), n%50) // long, and alike up to the end
	case 2, 3:
		return fmt.Sprintf("customer/%03d/order", n)
	default:
		return fmt.Sprintf("key %08d", n)
	}
}

// padding returns one of some long beginnings of keys.
func padding(n int) string { return fmt.Sprintf("%0*d/", 100+200*(n%4), n%4) }

// value returns a value: mostly small, some large, a few larger than pages.
func (s *session) value() string { return randomValue(s.random) }

// randomValue returns a value of random length and content.
func randomValue(random *rand.Rand) string {
	size := random.IntN(100)
	switch random.IntN(60) {
	case 0:
		size = 4000 + random.IntN(60_000)
	case 1, 2, 3:
		size = random.IntN(4000)
	}
	return randomBytes(random, size)
}

// randomBytes returns so many random bytes.
func randomBytes(random *rand.Rand, size int) string {
	b := make([]byte, size)
	for i := 0; i < size; i += 8 {
		n := random.Uint64()
		for j := i; j < min(i+8, size); j++ {
			b[j] = byte(n)
			n >>= 8
		}
	}
	return string(b)
}
