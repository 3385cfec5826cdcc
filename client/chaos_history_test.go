package client

import (
	"math/rand/v2"
	"testing"

	"github.com/anishathalye/porcupine"
)

// never is when a write in doubt ends.
const never = 1 << 62

// settled returns a history that is linearizable if and only if the given one is, and whose check does not take exponential
// time for the writes in doubt. Each value is written once. So a write in doubt that nobody read can always be the last of all, and
// is left out, while one that was read happened before the end of the first read that returned it.
func settled(history []porcupine.Operation) []porcupine.Operation {
	read := make(map[int64]int64)
	for _, op := range history {
		if op.Input.(access).write != 0 {
			continue
		}
		value := op.Output.(int64)
		if first, ok := read[value]; !ok || op.Return < first {
			read[value] = op.Return
		}
	}
	kept := make([]porcupine.Operation, 0, len(history))
	for _, op := range history {
		if op.Return == never {
			first, ok := read[op.Input.(access).write]
			if !ok {
				continue
			}
			op.Return = max(first, op.Call+1) // a value that was read before it was written stays a contradiction
		}
		kept = append(kept, op)
	}
	return kept
}

// TestSettledHistories compares the verdicts on random histories with writes in doubt, before and after they were settled: both
// that are linearizable and that are not occur often.
func TestSettledHistories(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var verdicts [2]int
	for range 5000 {
		history := randomHistory(random)
		want := porcupine.CheckOperations(register(), history)
		if got := porcupine.CheckOperations(register(), settled(history)); got != want {
			t.Fatalf("linearizable: %v before, %v after\n%v\n%v", want, got, history, settled(history))
		}
		if want {
			verdicts[0]++
		} else {
			verdicts[1]++
		}
	}
	if t.Logf("linearizable, not: %v", verdicts); min(verdicts[0], verdicts[1]) < 500 {
		t.Errorf("too few of one kind: %v", verdicts)
	}
}

// TestManyDoubtsAreSettled checks a history that has more writes in doubt than could be tried in all orders.
func TestManyDoubtsAreSettled(t *testing.T) {
	var history []porcupine.Operation
	for i := range int64(100) {
		history = append(history, porcupine.Operation{ClientId: int(i), Input: access{write: i + 1}, Output: int64(0), Call: 1, Return: never})
	}
	history = append(history,
		porcupine.Operation{ClientId: 200, Input: access{}, Output: int64(50), Call: 2, Return: 3},
		porcupine.Operation{ClientId: 200, Input: access{}, Output: int64(60), Call: 4, Return: 5},
		porcupine.Operation{ClientId: 200, Input: access{}, Output: int64(50), Call: 6, Return: 7})
	if got := porcupine.CheckOperationsTimeout(register(), settled(history), patience); got != porcupine.Illegal {
		t.Errorf("a value that comes back: %v", got)
	}
}

// randomHistory returns calls on one key, a few of them at a time, that are made one after another and lie a little in the answers.
func randomHistory(random *rand.Rand) []porcupine.Operation {
	var history []porcupine.Operation
	var written, state int64
	length := 6 + random.IntN(8)
	for clock := int64(20); len(history) < length; clock += 4 {
		op := porcupine.Operation{ClientId: len(history), Call: clock - random.Int64N(8), Return: clock + 1 + random.Int64N(8)}
		if random.IntN(2) == 0 {
			written++
			op.Input, op.Output = access{write: written}, int64(0)
			if random.IntN(2) == 0 {
				op.Return = never
			}
			if op.Return != never || random.IntN(2) == 0 {
				state = written
			}
		} else {
			op.Input, op.Output = access{}, state
			if random.IntN(4) == 0 {
				op.Output = random.Int64N(written + 1)
			}
		}
		history = append(history, op)
	}
	return history
}
