package server

import "context"

// function carries out a function on one record. Everything before it is settled: it may take its time, and what it
// reads shall include what this connection wrote.
func (c *session) function(ctx context.Context, s *slot) error {
	c.tally.writes++
	if err := c.server.store.Execute(ctx, &s.request.Record, &s.result); err != nil {
		return storeFailure(err)
	}
	c.reply(&s.result)
	return nil
}
