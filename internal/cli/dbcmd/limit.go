package dbcmd

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// limited is a writer that passes on at most so many bytes a second.
type limited struct {
	ctx       context.Context
	out       io.Writer
	perSecond float64
	began     time.Time
	written   int64
}

// limit returns out, slowed down to so many bytes a second; 0 does not slow it down.
func limit(ctx context.Context, out io.Writer, perSecond int64) io.Writer {
	if perSecond == 0 {
		return out
	}
	return &limited{ctx: ctx, out: out, perSecond: float64(perSecond), began: time.Now()}
}

// Write implements io.Writer. It waits until the bytes before are due.
func (l *limited) Write(b []byte) (int, error) {
	due := time.Duration(float64(l.written) / l.perSecond * float64(time.Second))
	if wait := due - time.Since(l.began); wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-l.ctx.Done():
			return 0, l.ctx.Err()
		}
	}
	n, err := l.out.Write(b)
	l.written += int64(n)
	return n, err
}

// parseSize reads a number of bytes such as 500, 64k, 50MiB or 2g. "" is 0.
func parseSize(s string) (int64, error) {
	digits := strings.TrimRight(strings.ToLower(s), "kmgtib")
	unit := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(s)[len(digits):], "b"), "i")
	shift := strings.Index(" kmgt", unit)
	const bits, tenBits, largest = 64, 10, 1 << 50
	if s == "" {
		return 0, nil
	}
	if unit == "" {
		shift = 0
	}
	n, err := strconv.ParseInt(digits, 10, bits)
	if err != nil || shift < 0 || len(unit) > 1 || n < 0 || n > largest>>(tenBits*shift) {
		return 0, fmt.Errorf("size %q: want a number of bytes such as 500, 64k, 50MiB or 2g", s)
	}
	return n << (tenBits * shift), nil
}
