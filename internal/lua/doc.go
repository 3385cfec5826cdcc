// Package lua runs Lua functions on records and on streams of records, in a sandbox. It knows no tables and no
// protocol: values come and go as package aero has them, a record is what a Record says.
//
// What holds:
//   - A function has no files, no processes, no network, no environment variables and no other record.
//   - Every call is bounded by Limits: instructions, memory that it takes, depth of calls, and the end of its context.
//     Beyond a bound it ends with a *LimitError, which pcall cannot hold back.
//   - A failing function changes nothing: its changes are returned, never applied here.
//   - Source code is compiled once; states are pooled per module and used by one call at a time.
//
// The dialect is that of the Lua library, Lua 5.1 with goto, plus those functions of Lua 5.4 that a library can add;
// docs/server/udf.md lists the gaps.
//
// Read module.go first, then state.go, record.go and stream.go; meter.go has the bounds.
package lua
