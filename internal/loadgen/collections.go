package loadgen

import (
	"context"
	"math/rand/v2"
	"strconv"

	"github.com/aerolith/aerolith/aero/cdt"
)

// The bins of the workload Collections and how many members they have at most.
const (
	eventsBin    = "events"
	eventsMost   = 32
	scoresBin    = "scores"
	scoresMost   = 64
	scoresToRead = 5
	largestScore = 1_000_000
)

// change does with one request what a service does that keeps recent events and a ranking in a record: it appends to a
// list and cuts it, and puts into a map and drops its lowest values.
func (t *target) change(ctx context.Context, n int64, r *rand.Rand) (int, error) {
	events, scores := cdt.List(eventsBin), cdt.Map(scoresBin)
	player := "p" + strconv.Itoa(r.IntN(2*scoresMost))
	_, err := t.client.Apply(ctx, t.draw(r), nil,
		events.Append(n),
		events.Trim(-eventsMost, eventsMost),
		scores.Put(player, r.Int64N(largestScore)),
		scores.RemoveByRankRange(-2*scoresMost, scoresMost, cdt.ReturnNone),
	)
	return 1, err
}

// look reads the last event and the highest scores.
func (t *target) look(ctx context.Context, _ int64, r *rand.Rand) (int, error) {
	_, err := t.client.Apply(ctx, t.draw(r), nil,
		cdt.List(eventsBin).GetRange(-1, 1),
		cdt.Map(scoresBin).GetByRankRange(-scoresToRead, scoresToRead, cdt.ReturnKeyValue),
	)
	return 1, err
}
