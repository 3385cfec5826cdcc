package server

// Setting returns a limit that may change while the server runs, under the name of a real node's option; false if there is none of
// the name.
func (s *Server) Setting(name string) (int64, bool) {
	for _, one := range s.settings.table() {
		if one.name == name {
			return one.value.Load(), true
		}
	}
	return 0, false
}

// SetSetting changes a limit as set-config does: the value is a number with an optional suffix K, M or G. It reports whether there
// is one of the name and the value is in its range; if not, nothing changes.
func (s *Server) SetSetting(name, value string) bool { return s.settings.set(name, value) }
