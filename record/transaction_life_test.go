package record

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/transaction"
)

// TestTransactionExpiry lets transactions expire, undecided and decided, and ends them in the two ways there are: by the
// next write that meets the lock, and in the background.
func TestTransactionExpiry(t *testing.T) {
	for _, way := range []string{"write", "background"} {
		for _, decided := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, decided %v", way, decided), func(t *testing.T) {
				clock := newClock()
				s := openStore(t, "", transactionOptions(clock))
				do(t, s, put(1, "n", integer(1)))
				x := begin(t, s, 7)
				expect(t, "write", x.write(1, put(1, "n", integer(2))), aero.CodeOK)
				left := "n=1"
				if decided {
					yes := aero.Particle{Type: aero.ParticleBool, Data: []byte{1}}
					forward := aero.Operation{Type: aero.OpWrite, Bin: monitorBinForward, Value: yes}
					expect(t, "decision", do(t, s, x.monitor(forward)).Code, aero.CodeOK)
					expect(t, "write after it", x.write(1, put(1, "n", integer(3))), aero.CodeTransactionCommitted)
					left = "n=2"
				}
				clock.advance(time.Minute)
				want(t, s, get(1), aero.CodeOK, "n=1")
				if way == "background" {
					s.namespaces["test"].endTransactions()
				} else {
					expect(t, "next write", do(t, s, put(1, "m", integer(1))).Code, aero.CodeOK)
					left += " m=1"
				}
				want(t, s, get(1), aero.CodeOK, left)
			})
		}
	}
}

// TestTransactionSurvives closes and opens a store in the middle of a transaction, the last time without transactions.
func TestTransactionSurvives(t *testing.T) {
	clock, path := newClock(), t.TempDir()
	options := transactionOptions(clock)
	for i := range options.Namespaces {
		options.Namespaces[i].Storage = StorageFile
	}
	reopen := func(s *Store) *Store {
		if s != nil {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		return openStore(t, path, options)
	}
	s := reopen(nil)
	x := begin(t, s, 7)
	expect(t, "write", x.write(1, inSet(put(1, "n", integer(2)), "people")), aero.CodeOK)
	x.s = reopen(s)
	expect(t, "another write", do(t, x.s, inSet(put(1, "n", integer(3)), "people")).Code, aero.CodeTransactionBlocked)
	expect(t, "commit", x.commit(), aero.CodeOK)
	want(t, x.s, inSet(get(1), "people"), aero.CodeOK, "n=2")

	y := begin(t, x.s, 8)
	expect(t, "write", y.write(1, inSet(put(1, "n", integer(4)), "people")), aero.CodeOK)
	options.Enterprise = false
	s = reopen(x.s)
	expect(t, "write to what is locked", do(t, s, inSet(put(1, "n", integer(3)), "people")).Code, aero.CodeTransactionBlocked)
	clock.advance(time.Minute)
	expect(t, "write afterwards", do(t, s, inSet(put(1, "n", integer(3)), "people")).Code, aero.CodeOK)
}

// TestTransfers moves money between accounts in transactions whose steps are mixed at random, some of which give up and
// some of which are forgotten until they expire. No money may come or go, and every lock must come free.
func TestTransfers(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	clock := newClock()
	s := openStore(t, "", transactionOptions(clock))
	const accounts, rounds, start = 6, 400, 100
	for i := range accounts {
		do(t, s, put(i, "n", integer(start)))
	}
	committed := 0
	var running []*transfer
	for id := range rounds {
		clock.advance(time.Millisecond)
		if id%20 == 0 {
			clock.advance(time.Minute) // what forgotten ones hold is free again
		}
		running = append(running, &transfer{txn: begin(t, s, uint64(id+1)), from: r.IntN(accounts), to: r.IntN(accounts)})
		for range 8 {
			if len(running) == 0 {
				break
			}
			i := r.IntN(len(running))
			done, ok := running[i].step(r)
			if ok {
				committed++
			}
			if done {
				running = append(running[:i], running[i+1:]...)
			}
		}
	}
	clock.advance(time.Hour)
	s.namespaces["test"].endTransactions()
	s.namespaces["test"].endTransactions() // more than one step of them may have expired
	total := int64(0)
	for i := range accounts {
		expect(t, "write afterwards", do(t, s, put(i, "free", integer(1))).Code, aero.CodeOK)
		total += balance(t, do(t, s, get(i)))
	}
	if total != accounts*start {
		t.Errorf("%d in all accounts, want %d", total, accounts*start)
	}
	if committed < rounds/20 {
		t.Errorf("only %d transfers of %d were committed", committed, rounds)
	}
}

// transfer is a transaction that moves 1 from one account to another.
type transfer struct {
	*txn
	from, to int
	at       int
	balances [2]int64
}

// step does the next step. It reports whether the transfer is done, and whether it was committed.
func (x *transfer) step(r *rand.Rand) (done, committed bool) {
	x.at++
	switch {
	case x.from == x.to || r.IntN(40) == 0: // forgotten
		return true, false
	case r.IntN(20) == 0:
		x.end(aero.TransactionRollBack)
		return true, false
	case x.at == 1, x.at == 2:
		res := x.read([]int{x.from, x.to}[x.at-1])
		if res.Code != aero.CodeOK {
			x.end(aero.TransactionRollBack)
			return true, false
		}
		x.balances[x.at-1] = balance(x.t, res)
	case x.at == 3, x.at == 4:
		i, value := x.from, x.balances[0]-1
		if x.at == 4 {
			i, value = x.to, x.balances[1]+1
		}
		if code := x.write(i, put(i, "n", integer(value))); code != aero.CodeOK {
			x.end(aero.TransactionRollBack)
			return true, false
		}
	default:
		return true, x.commit() == aero.CodeOK
	}
	return false, false
}

// balance returns the integer in the bin n.
func balance(t testing.TB, res *aero.RecordResult) int64 {
	t.Helper()
	for _, bin := range res.Bins {
		if v, err := bin.Value.Value(); err == nil && bin.Name == "n" {
			n, _ := v.(int64)
			return n
		}
	}
	t.Errorf("no balance in %+v", res)
	return 0
}

// TestTooManyWrites announces more writes than a transaction may have.
func TestTooManyWrites(t *testing.T) {
	s := openStore(t, "", transactionOptions(newClock()))
	x := begin(t, s, 7)
	var m transaction.Monitor
	for i := 0; ; i++ {
		if code := x.announce(i); code != aero.CodeOK {
			expect(t, "announcement", code, aero.CodeTransactionTooManyWrites)
			if i < 3000 {
				t.Errorf("only %d writes", i)
			}
			break
		}
		if i > transaction.MaxDigestBytes {
			t.Fatal("no limit")
		}
	}
	if m.Has(digestOf(1)) {
		t.Error("an empty monitor has a digest")
	}
}
