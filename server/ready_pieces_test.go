package server

import (
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// TestRequestsInPieces: whatever pieces requests arrive in, and whatever else arrives while one is carried out, each is answered
// and the end is noticed. Method: several connections send random numbers of requests at once, cut at random places, and
// some end behind the last byte; a session that was not told of bytes would leave its peer waiting.
func TestRequestsInPieces(t *testing.T) {
	ts := startServer(t, nil)
	const seed = 11
	rounds := 400
	if underRace {
		rounds = 60
	}
	var all sync.WaitGroup
	for number := range 16 {
		p := ts.dial()
		all.Go(func() { sendPieces(t, p, rand.New(rand.NewPCG(seed, uint64(number))), rounds) })
	}
	all.Wait()
}

// sendPieces is the work of one connection.
func sendPieces(t *testing.T, p *peer, random *rand.Rand, rounds int) {
	if err := p.conn.SetDeadline(time.Now().Add(10 * patience)); err != nil {
		t.Error(err)
		return
	}
	reader := wire.NewReader(p.conn, wire.Options{})
	for range rounds {
		depth := 1 + random.IntN(4)
		rest := slices.Repeat(getRequest(t, random.IntN(100)), depth)
		for len(rest) > 0 {
			piece := rest[:1+random.IntN(len(rest))]
			if _, err := p.conn.Write(piece); err != nil {
				t.Error(err)
				return
			}
			rest = rest[len(piece):]
		}
		if err := readFrames(reader, depth); err != nil {
			t.Error(err)
			return
		}
	}
	if err := endWithRequest(p, reader, getRequest(t, 1)); err != nil {
		t.Error(err)
	}
}

// readFrames waits for so many answers.
func readFrames(reader *wire.Reader, count int) error {
	for count > 0 {
		_, ok, err := reader.Next()
		if err == nil && !ok {
			err = reader.Fill()
		}
		if err != nil {
			return err
		}
		if ok {
			count--
		}
	}
	return nil
}

// endWithRequest sends a last request and the end right behind it, and waits for the answer and the other side's end.
func endWithRequest(p *peer, reader *wire.Reader, request []byte) error {
	if _, err := p.conn.Write(request); err != nil {
		return err
	}
	type half interface{ CloseWrite() error }
	if err := p.conn.(half).CloseWrite(); err != nil {
		return err
	}
	if err := readFrames(reader, 1); err != nil {
		return err
	}
	if err := reader.Fill(); !errors.Is(err, io.EOF) {
		return errors.Join(errors.New("the server does not end the connection"), err)
	}
	return nil
}
