package pipeline

import (
	"fmt"
)

// read completes slots in the order in which they were sent, until the line ends.
func (ln *line) read() {
	for {
		err := ln.reader.Fill()
		if err == nil {
			err = ln.burst()
		}
		if err != nil {
			ln.fail(fmt.Errorf("receive: %w", err))
			return
		}
		ln.lane.serve()
		ln.closeIfDone()
	}
}

// burst completes the slots whose answers are there.
func (ln *line) burst() error {
	for {
		frame, ok, err := ln.reader.Next()
		if err != nil || !ok {
			return err
		}
		s := ln.pop()
		if s == nil {
			return fmt.Errorf("frame that nobody asked for: %w", ErrReply)
		}
		ln.frames.Add(1)
		body, err := ln.reader.Message(frame)
		if err != nil {
			err = fmt.Errorf("%w: %w", ErrReply, err)
		}
		if s.state.CompareAndSwap(slotSent, slotClaimed) {
			s.Reply = append(s.Reply[:0], body...)
			s.complete(err, false)
		}
		if err != nil {
			return err
		}
	}
}
