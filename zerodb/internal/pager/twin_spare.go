package pager

// takeSpare returns memory for a twin.
func (s *twins) takeSpare() *private {
	last := len(s.spare) - 1
	if last < 0 {
		return new(private)
	}
	p := s.spare[last]
	s.spare = s.spare[:last]
	return p
}

// twinsKept is how many contents wait for use.
const twinsKept = 64

// reuse keeps the memory of a content that nobody can see.
func (s *twins) reuse(p *private) {
	if len(s.spare) < twinsKept && !p.written.Load() && p.patch == nil { // a checkpoint may have a written one in its list
		s.spare = append(s.spare, p)
	}
}
