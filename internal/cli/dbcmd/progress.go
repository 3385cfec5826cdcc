package dbcmd

import (
	"fmt"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// unit says what a progress bar counts.
type unit string

// The units of progress bars.
const (
	inPages        unit = "pages"
	inBytes        unit = "bytes"
	inEntries      unit = "entries"
	inTransactions unit = "transactions"
)

// progress draws a bar with rate and time left on a terminal, and nothing elsewhere.
type progress struct {
	streams   Streams
	what      string
	in        unit
	began     time.Time
	container *mpb.Progress
	bar       *mpb.Bar
}

// barWidth is the width of the bar in columns.
const barWidth = 48

// newProgress begins to measure. What is drawn depends on whether it turns out how much there is to do.
func newProgress(streams Streams, what string, in unit) *progress {
	return &progress{streams: streams, what: what, in: in, began: time.Now()}
}

// set says how far the work is, and of how much if that is known, else 0.
func (p *progress) set(done, total uint64) {
	if !p.streams.Terminal {
		return
	}
	if p.bar == nil {
		p.draw(total)
	}
	if total > 0 {
		p.bar.SetTotal(int64(max(total, done+1)), false)
	}
	p.bar.SetCurrent(int64(done))
}

// draw begins to draw a bar, or where the total is not known something that turns.
func (p *progress) draw(total uint64) {
	p.container = mpb.New(mpb.WithOutput(p.streams.Err), mpb.WithWidth(barWidth), mpb.WithAutoRefresh())
	figures := decor.Any(func(s decor.Statistics) string {
		return rateText(s.Current, s.Total, p.in, time.Since(p.began))
	}, decor.WCSyncSpace)
	if total == 0 {
		p.bar = p.container.AddSpinner(0, mpb.PrependDecorators(decor.Name(p.what)), mpb.AppendDecorators(figures))
		return
	}
	p.bar = p.container.AddBar(0, // with a total it would refuse to end before that is reached
		mpb.PrependDecorators(decor.Name(p.what), decor.Percentage(decor.WCSyncSpace)), mpb.AppendDecorators(figures))
}

// rateText says how much was done, how fast, and how long the rest takes at that rate where the total is known.
func rateText(done, total int64, in unit, since time.Duration) string {
	perSecond := float64(done) / max(since.Seconds(), 1e-3)
	text := fmt.Sprintf("%d %s, %.0f/s", done, in, perSecond)
	if in == inBytes {
		text = fmt.Sprintf("%s, %s/s", size(done), size(int64(perSecond)))
	}
	if total <= done || done == 0 {
		return text
	}
	left := time.Duration(float64(total-done) / perSecond * float64(time.Second))
	return text + ", " + left.Round(time.Second).String() + " left"
}

// end stops drawing.
func (p *progress) end() {
	if p.bar == nil {
		return
	}
	const keepCurrent = -1
	p.bar.SetTotal(keepCurrent, true)
	p.container.Wait()
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	const step = 1024
	value, units := float64(bytes), []string{"B", "KiB", "MiB", "GiB", "TiB"}
	at := 0
	for ; value >= step && at < len(units)-1; at++ {
		value /= step
	}
	if at == 0 {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%.1f %s", value, units[at])
}
