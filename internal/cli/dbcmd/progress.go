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
	container *mpb.Progress
	bar       *mpb.Bar
}

// barWidth is the width of the bar in columns.
const barWidth = 48

// newProgress begins to draw; total is 0 if it is not known.
func newProgress(streams Streams, what string, in unit, total int64) *progress {
	if !streams.Terminal {
		return &progress{}
	}
	p := &progress{container: mpb.New(mpb.WithOutput(streams.Err), mpb.WithWidth(barWidth), mpb.WithAutoRefresh())}
	began := time.Now()
	rate := decor.Any(func(s decor.Statistics) string { return rateText(s.Current, in, time.Since(began)) }, decor.WCSyncSpace)
	if total > 0 {
		p.bar = p.container.AddBar(total,
			mpb.PrependDecorators(decor.Name(what), decor.Percentage(decor.WCSyncSpace)),
			mpb.AppendDecorators(rate, decor.AverageETA(decor.ET_STYLE_GO, decor.WCSyncSpace)))
	} else {
		p.bar = p.container.AddSpinner(0, mpb.PrependDecorators(decor.Name(what)), mpb.AppendDecorators(rate))
	}
	return p
}

// rateText says how much was done and how fast.
func rateText(done int64, in unit, since time.Duration) string {
	perSecond := float64(done) / max(since.Seconds(), 1e-3)
	if in == inBytes {
		return fmt.Sprintf("%s, %s/s", size(done), size(int64(perSecond)))
	}
	return fmt.Sprintf("%d %s, %.0f/s", done, in, perSecond)
}

// set says how far the work is, and of how much if that is known by now.
func (p *progress) set(done, total uint64) {
	if p.bar == nil {
		return
	}
	if total > 0 {
		p.bar.SetTotal(int64(max(total, done+1)), false)
	}
	p.bar.SetCurrent(int64(done))
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
