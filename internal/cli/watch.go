package cli

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// watch shows how far a load is, if a person looks on, and takes its time.
type watch struct {
	began, ended time.Time
	// records counts what was stored.
	records atomic.Int64
	// progress and bar draw on a terminal; both nil without one.
	progress *mpb.Progress
	bar      *mpb.Bar
}

// barWidth is the width of the bar in columns.
const barWidth = 64

// newWatch starts to watch over an input of a size in bytes, 0 if that is not known.
func newWatch(streams Streams, size int64) *watch {
	w := &watch{began: time.Now()}
	if !streams.Terminal {
		return w
	}
	w.progress = mpb.New(mpb.WithOutput(streams.Err), mpb.WithWidth(barWidth), mpb.WithAutoRefresh())
	rate := decor.Any(func(decor.Statistics) string { return w.rate() }, decor.WCSyncSpace)
	if size > 0 {
		w.bar = w.progress.AddBar(size,
			mpb.PrependDecorators(decor.Percentage(decor.WCSyncSpace)),
			mpb.AppendDecorators(rate, decor.AverageETA(decor.ET_STYLE_GO, decor.WCSyncSpace)))
	} else {
		w.bar = w.progress.AddSpinner(0, mpb.AppendDecorators(rate))
	}
	return w
}

// stored counts a stored record.
func (w *watch) stored() { w.records.Add(1) }

// rate says how many records were stored and how fast.
func (w *watch) rate() string {
	records := w.records.Load()
	return fmt.Sprintf("%d records, %.0f/s", records, float64(records)/max(time.Since(w.began).Seconds(), 1e-3))
}

// count wraps the input so that the bar moves with what is read.
func (w *watch) count(in io.Reader) io.Reader {
	if w.bar == nil {
		return in
	}
	return &countingReader{in: in, bar: w.bar}
}

// countingReader moves a bar with what is read.
type countingReader struct {
	in  io.Reader
	bar *mpb.Bar
}

// Read implements io.Reader.
func (r *countingReader) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	r.bar.IncrBy(n)
	return n, err
}

// end stops the clock and the drawing.
func (w *watch) end() {
	w.ended = time.Now()
	if w.bar == nil {
		return
	}
	const keepCurrent = -1
	w.bar.SetTotal(keepCurrent, true)
	w.progress.Wait()
}

// elapsed returns how many seconds passed between start and end.
func (w *watch) elapsed() float64 { return w.ended.Sub(w.began).Seconds() }
