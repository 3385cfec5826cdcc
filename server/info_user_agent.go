package server

import (
	"encoding/base64"
	"strconv"

	"github.com/aerolith/aerolith/aero"
)

// The bounds of what clients say about themselves.
const (
	// userAgentMax bounds the encoded text, in bytes.
	userAgentMax = 256
	// userAgentKinds bounds the distinct texts in one answer.
	userAgentKinds = 256
)

// answerUserAgentSet notes what the client of this connection is. It can be said once.
func answerUserAgentSet(q *infoQuery) {
	value, ok := q.required("value")
	if !ok {
		return
	}
	if len(value) > userAgentMax {
		q.fail(aero.CodeParameter, "'value' value too long")
		return
	}
	if _, err := base64.StdEncoding.DecodeString(value); err != nil {
		q.fail(aero.CodeParameter, "'value' invalid base64")
		return
	}
	if q.session == nil || !q.session.userAgent.CompareAndSwap(nil, &value) {
		q.fail(aero.CodeParameter, "already set")
		return
	}
	q.text("ok")
}

// answerUserAgents counts the open connections by what their clients said they are.
func answerUserAgents(q *infoQuery) {
	var order []string
	counts := make(map[string]uint64)
	q.server.mu.Lock()
	for c := range q.server.sessions {
		agent := c.userAgent.Load()
		if agent == nil {
			continue
		}
		if counts[*agent] == 0 && len(order) < userAgentKinds {
			order = append(order, *agent)
		}
		counts[*agent]++
	}
	q.server.mu.Unlock()
	for _, agent := range order {
		q.text("user-agent=" + agent + ":count=" + strconv.FormatUint(counts[agent], 10) + ";")
	}
}
