package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aerolith/aerolith/internal/loadgen"
)

// liveLine shows how a run of bench goes, on one line of a terminal that is written over again and again. Off a terminal it
// shows nothing.
type liveLine struct {
	streams Streams
	// width is how long the line was before.
	width int
}

// newLiveLine returns a line that is not shown yet.
func newLiveLine(streams Streams) *liveLine { return &liveLine{streams: streams} }

// show writes the line anew.
func (l *liveLine) show(i loadgen.Interval) {
	if !l.streams.Terminal {
		return
	}
	line := liveText(i)
	width := len([]rune(line))
	fmt.Fprintf(l.streams.Err, "\r%s%s", line, strings.Repeat(" ", max(0, l.width-width)))
	l.width = width
}

// liveText describes an interval in one line.
func liveText(i loadgen.Interval) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%4.0fs", i.Elapsed.Seconds())
	if i.Limit > 0 {
		const percent = 100
		fmt.Fprintf(&text, " %3d %%", min(percent, percent*i.Sent/i.Limit))
	}
	if i.WarmingUp {
		text.WriteString("  warming up")
	}
	failures := int64(0)
	for _, o := range i.Operations {
		failures += o.Failures
		if o.Requests > 0 {
			fmt.Fprintf(&text, "  %s %.0f/s p50 %s p99 %s", o.Name, o.PerSecond, micros(o.Latency.P50), micros(o.Latency.P99))
		}
	}
	if failures > 0 {
		fmt.Fprintf(&text, "  %d failed", failures)
	}
	return text.String()
}

// end ends the line.
func (l *liveLine) end() {
	if l.width > 0 {
		fmt.Fprintln(l.streams.Err)
	}
}

// histograms are the files of bench --hdr; nil for none.
type histograms struct {
	folder string
	file   *os.File
	log    *loadgen.HDRLog
}

// openHistograms creates the folder and the log; it returns nil for no folder.
func openHistograms(folder string) (*histograms, error) {
	if folder == "" {
		return nil, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("--hdr: %w", err)
	}
	file, err := os.Create(filepath.Join(folder, "intervals.hlog"))
	if err != nil {
		return nil, fmt.Errorf("--hdr: %w", err)
	}
	return &histograms{folder: folder, file: file, log: loadgen.NewHDRLog(file)}, nil
}

// add writes an interval.
func (h *histograms) add(i loadgen.Interval) {
	if h != nil {
		h.log.Add(i)
	}
}

// finish writes the tables of percentiles.
func (h *histograms) finish(report *loadgen.Report) error {
	if h == nil {
		return nil
	}
	err := h.log.Err()
	for i := range report.Operations {
		err = errors.Join(err, h.percentiles(&report.Operations[i]))
	}
	if err != nil {
		return fmt.Errorf("--hdr: %w", err)
	}
	return nil
}

// percentiles writes the table of one kind of request.
func (h *histograms) percentiles(o *loadgen.OperationReport) error {
	file, err := os.Create(filepath.Join(h.folder, strings.ReplaceAll(o.Name, " ", "-")+".hgrm"))
	if err != nil {
		return err
	}
	return errors.Join(o.WritePercentiles(file), file.Close())
}

// close closes the log.
func (h *histograms) close() error {
	if h == nil {
		return nil
	}
	return h.file.Close()
}
