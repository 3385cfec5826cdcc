package lua

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// maxLogBytes is the longest message that a function can log.
const maxLogBytes = 4096

// openLog adds the functions that write to the node's log: trace, debug, info, warn.
func (s *state) openLog() {
	for name, level := range map[string]int{"trace": 4, "debug": 3, "info": 2, "warn": 1} {
		s.l.SetGlobal(name, s.l.NewFunction(func(l *lua.LState) int {
			s.write(level, s.formatted(l))
			return 0
		}))
	}
}

// formatted returns what string.format makes of all arguments.
func (s *state) formatted(l *lua.LState) string {
	s.format(l)
	shown := l.Get(-1)
	l.Pop(1)
	return shown.String()
}

// write hands a message to the node.
func (s *state) write(level int, message string) {
	if s.log != nil {
		s.log(level, message[:min(len(message), maxLogBytes)])
	}
}

// printLine is print(...): a message of level info.
func (s *state) printLine(l *lua.LState) int {
	parts := make([]string, l.GetTop())
	for i := range parts {
		parts[i] = l.ToStringMeta(l.Get(i + 1)).String()
		s.meter.take(l, len(parts[i]))
	}
	s.write(2, strings.Join(parts, "\t"))
	return 0
}
