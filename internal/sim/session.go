package sim

import (
	"net"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// session is one connection to a node.
type session struct {
	node    *Node
	conn    net.Conn
	decoder *wire.Decoder
	request wire.Request
}

// frame answers one frame. It reports whether the connection goes on.
func (s *session) frame(f wire.Frame) bool {
	switch f.Type {
	case wire.TypeInfo:
		if stalled := s.node.deaf(); stalled != nil {
			<-stalled
			return false
		}
		names, err := s.decoder.InfoRequest(f.Body)
		if err != nil {
			return false
		}
		_, err = s.conn.Write(s.node.info(names))
		return err == nil
	case wire.TypeMessage:
		s.node.commands.Add(1)
		return s.message(f.Body)
	case wire.TypeCompressed:
		return s.node.conducts().Compresses && s.compressed(f.Body)
	case wire.TypeAdmin:
		_, err := s.conn.Write(wire.AppendAdminReply(nil, s.node.conducts().administration()))
		return err == nil
	default:
		return false
	}
}

// compressed answers a message that came in compressed form.
func (s *session) compressed(body []byte) bool {
	const largest = 16 << 20
	size, err := wire.InflatedSize(body, largest)
	if err != nil {
		return false
	}
	_, inner, err := wire.Inflate(make([]byte, size), body)
	if err != nil {
		return false
	}
	s.node.commands.Add(1)
	return s.message(inner)
}

// message answers a message, as far as the node's fault lets it.
func (s *session) message(body []byte) bool {
	f := s.node.takeFault()
	// What cannot be decoded is refused below.
	err := s.decoder.Request(body, &s.request)
	if err == nil {
		s.node.cluster.trace(&s.request, Received)
	}
	if f.Stall {
		<-f.freed.done
		return false
	}
	if f.Hang {
		return false
	}
	if err != nil {
		code, _ := wire.CodeOf(err)
		return s.write(f, wire.AppendRefusal(nil, s.request.Kind, code))
	}
	if f.Refuse != aero.CodeOK {
		return s.write(f, wire.AppendRefusal(nil, s.request.Kind, f.Refuse))
	}
	answer := s.execute()
	if s.node.conducts().Compresses && wire.WantsCompressed(body) {
		answer = compressedFrames(answer)
	}
	return s.write(f, answer)
}

// compressedFrames returns whole frames, each in compressed form.
func compressedFrames(frames []byte) []byte {
	var out []byte
	for len(frames) > 0 {
		h, err := wire.DecodeFrameHeader(frames, len(frames))
		if err != nil {
			return out
		}
		end := wire.FrameHeaderSize + h.Size
		out = wire.AppendCompressed(out, frames[:end])
		frames = frames[end:]
	}
	return out
}

// write sends an answer, as far as the fault lets it.
func (s *session) write(f Fault, answer []byte) bool {
	if f.Garbage != nil {
		answer = f.Garbage
	}
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-f.freed.done:
		}
	}
	if f.CutAfter > 0 && f.CutAfter < len(answer) {
		// The connection ends anyway.
		_, _ = s.conn.Write(answer[:f.CutAfter])
		return false
	}
	if f.Drip <= 0 {
		_, err := s.conn.Write(answer)
		return err == nil
	}
	for i := range answer {
		if _, err := s.conn.Write(answer[i : i+1]); err != nil {
			return false
		}
		select {
		case <-time.After(f.Drip):
		case <-f.freed.done:
			_, err := s.conn.Write(answer[i+1:])
			return err == nil
		}
	}
	return true
}

// execute carries out the request and returns the answer.
func (s *session) execute() []byte {
	c := s.node.cluster
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s.request.Kind {
	case wire.KindRecord:
		var result aero.RecordResult
		s.node.record(&s.request.Record, &result)
		if result.Code == aero.CodeOK {
			c.trace(&s.request, Executed)
		}
		return wire.AppendRecordReply(nil, &result)
	case wire.KindBatch:
		return s.node.batch(&s.request.Batch)
	default:
		if !isPlain(&s.request.Scan) || c.transactional() {
			return s.node.walk(&s.request.Scan)
		}
		return s.node.scan(&s.request.Scan.Command)
	}
}
