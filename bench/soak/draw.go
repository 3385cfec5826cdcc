package main

import (
	"fmt"
	"strconv"
	"strings"
)

// The layout of the drawing in pixels: panels under each other.
const (
	panelWidth, panelHeight = 760, 130
	marginLeft, marginTop   = 70, 30
)

// panel is one curve over time.
type panel struct {
	title string
	of    func(sample) float64
}

// draw returns the curves of a run as SVG.
func draw(samples []sample) []byte {
	panels := []panel{
		{"p99.9 of single-record requests, ms", func(s sample) float64 { return s.p999 }},
		{"p99 of single-record requests, ms", func(s sample) float64 { return s.p99 }},
		{"requests a second, all parts", func(s sample) float64 { return s.rate }},
		{"anonymous memory, MiB", func(s sample) float64 { return s.memory }},
		{"goroutines", func(s sample) float64 { return s.goroutines }},
		{"open files", func(s sample) float64 { return s.files }},
	}
	const gap = 40
	height := marginTop + len(panels)*(panelHeight+gap)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n",
		panelWidth+2*marginLeft, height)
	fmt.Fprintln(&b, `<rect width="100%" height="100%" fill="white"/>`)
	for i, p := range panels {
		p.draw(&b, samples, marginTop+i*(panelHeight+gap))
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// draw adds the curve with its axes at a height.
func (p *panel) draw(b *strings.Builder, samples []sample, top int) {
	fmt.Fprintf(b, `<text x="%d" y="%d">%s</text>`+"\n", marginLeft, top-6, p.title)
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#999"/>`+"\n", marginLeft, top, panelWidth, panelHeight)
	if len(samples) == 0 {
		return
	}
	most, end := max(highest(samples, p.of), 1e-9), max(samples[len(samples)-1].at, 1e-9)
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">%.4g</text>`+"\n", marginLeft-6, top+12, most)
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">0</text>`+"\n", marginLeft-6, top+panelHeight)
	const secondsPerMinute = 60
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">%.0f min</text>`+"\n", marginLeft+panelWidth, top+panelHeight+14, end/secondsPerMinute)
	b.WriteString(`<polyline fill="none" stroke="#1668a8" stroke-width="1.3" points="`)
	for _, s := range samples {
		fmt.Fprintf(b, "%.1f,%.1f ", marginLeft+panelWidth*s.at/end, float64(top)+panelHeight*(1-p.of(s)/most))
	}
	b.WriteString(`"/>` + "\n")
}

// statistic returns a number out of an info answer.
func statistic(text, name string) (float64, error) {
	for pair := range strings.SplitSeq(text, ";") {
		if value, found := strings.CutPrefix(pair, name+"="); found {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("no statistic %s", name)
}
