package pool

import (
	"fmt"

	"github.com/aerolith/aerolith/wire"
)

// Ask is Send and the first Receive in one, which takes fewer system calls. unsent is that of Send.
func (c *Conn) Ask(request []byte, kind wire.Type) (body []byte, unsent bool, err error) {
	sent := 0
	if c.turn != nil {
		var received int
		sent, received, err = c.turn.exchange(request, c.reader.Room())
		if err != nil {
			return nil, sent == 0, fmt.Errorf("exchange: %w", err)
		}
		c.reader.Filled(received)
	}
	if sent < len(request) {
		if unsent, err := c.Send(request[sent:]); err != nil {
			return nil, unsent && sent == 0, err
		}
	}
	body, err = c.Receive(kind)
	return body, false, err
}
