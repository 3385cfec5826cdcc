package codec

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/config/conf"
	"github.com/aerolith/aerolith/config/schema"
)

// ReadValue turns the text of a single value, or of one item of a list, into its canonical form. What an aerospike.conf may write
// is good in every format: 4G for sizes (powers of 1024), 30d for times. Sizes may also end in KiB, MiB, GiB or TiB. The error
// wraps schema.ErrValue, says what the option wants, and does not repeat the text.
func ReadValue(o *schema.Option, text string) (string, error) {
	for _, also := range o.Also {
		if text == also {
			return also, nil
		}
	}
	switch o.Type {
	case schema.Bool:
		return readBool(o, text)
	case schema.Int, schema.Size:
		return readNumber(o, text)
	case schema.Time:
		return readTime(o, text)
	case schema.Duration:
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			return "", invalid("want a duration such as 150ms, 30s or 5m")
		}
		return d.String(), nil
	case schema.Float:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || f < 0 {
			return "", invalid("want a number")
		}
		return strconv.FormatFloat(f, 'g', -1, 64), nil
	case schema.Enum:
		return readWord(o, text)
	}
	return readText(o, text)
}

// invalid makes an error that wraps schema.ErrValue.
func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", schema.ErrValue, fmt.Sprintf(format, args...))
}

// readBool reads true or false.
func readBool(o *schema.Option, text string) (string, error) {
	if text == "" && o.Name == "run-as-daemon" {
		return "true", nil
	}
	b, err := conf.ReadBool(text)
	if err != nil {
		return "", invalid("want true or false")
	}
	return strconv.FormatBool(b), nil
}

// readNumber reads a whole number.
func readNumber(o *schema.Option, text string) (string, error) {
	if o.Range != nil && o.Range.Least < 0 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return "", invalid("want a whole number")
		}
		return strconv.FormatInt(n, 10), nil
	}
	if o.Type == schema.Size && strings.HasSuffix(text, "iB") {
		return readBytes(text)
	}
	n, err := conf.ReadUint(text)
	switch {
	case errors.Is(err, conf.ErrOverflow):
		return "", invalid("the number does not fit 64 bits, and the server would take another one")
	case err != nil && o.Type == schema.Size:
		return "", invalid("want a number of bytes such as 1048576 or 64M")
	case err != nil:
		return "", invalid("want a whole number, with K, M, G, T or P behind it for powers of 1024")
	}
	return canonical(text, n), nil
}

// canonical returns a number in decimal: the text itself where it is that already.
func canonical(text string, n uint64) string {
	if len(text) > 0 && text[0] != '0' && digits(text) == len(text) {
		return text
	}
	return strconv.FormatUint(n, 10)
}

// readBytes reads a number of bytes with KiB, MiB, GiB or TiB behind it.
func readBytes(text string) (string, error) {
	number, unit := text[:max(0, len(text)-3)], text[max(0, len(text)-3):]
	factor := map[string]uint64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}[unit]
	n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 64)
	if err != nil || factor == 0 || n > math.MaxUint64/factor {
		return "", invalid("want a number of bytes such as 64MiB")
	}
	return strconv.FormatUint(n*factor, 10), nil
}

// readTime reads a time in seconds.
func readTime(o *schema.Option, text string) (string, error) {
	seconds, err := conf.ReadSeconds(text)
	if err != nil {
		return "", invalid("want a time such as 90, 10m, 12h or 30d")
	}
	return canonical(text, uint64(seconds)), nil
}

// readWord reads a word of an Enum. Levels of log lines may be written in any case, as the server accepts them.
func readWord(o *schema.Option, text string) (string, error) {
	word := text
	if o.Context.Path == loggingPath {
		word = strings.ToLower(text)
	}
	if o.Allows(word) {
		return word, nil
	}
	if near := schema.Nearest(strings.ToLower(text), o.Values); near != "" && !o.Secret {
		return "", invalid("want one of %s; did you mean %s?", strings.Join(o.Values, ", "), near)
	}
	return "", invalid("want one of %s", strings.Join(o.Values, ", "))
}

// readText reads any text that every format can hold. The words of an item have one blank between them.
func readText(o *schema.Option, text string) (string, error) {
	if o.Secret && text != "" && !isReference(text) {
		return "", invalid("a secret must not stand in a configuration: store it and write where it is, as env:NAME or file:PATH")
	}
	for _, r := range text {
		if r < ' ' || r == 0x7f {
			return "", invalid("control characters are not possible")
		}
	}
	if o.Rule == "hex" && text != "" {
		if _, err := conf.ReadHex(text); err != nil {
			return "", invalid("want a hexadecimal number of up to 16 digits")
		}
		return strings.TrimPrefix(strings.ToLower(text), "0x"), nil
	}
	if o.Multiword() {
		return readWords(o, text)
	}
	return text, nil
}

// readWords reads a value of several words. An address and a port may be written with a colon between them.
func readWords(o *schema.Option, text string) (string, error) {
	words := strings.Fields(text)
	if len(words) == 1 && o.Words[1] == "port" {
		words = splitAddress(words[0])
	}
	if len(words) == 0 && o.Type == schema.String {
		return "", nil
	}
	if len(words) < o.WordsLeast() || len(words) > len(o.Words) {
		return "", invalid("want %s", strings.Join(o.Words, " "))
	}
	return strings.Join(words, " "), nil
}

// splitAddress takes host:port and host:port:name apart; a host with colons of its own stands in brackets.
func splitAddress(text string) []string {
	host, rest := "", text
	if inner, ok := strings.CutPrefix(text, "["); ok {
		if h, r, closed := strings.Cut(inner, "]:"); closed {
			host, rest = h, r
		}
	} else if h, r, found := strings.Cut(text, ":"); found {
		host, rest = h, r
	}
	if host == "" {
		return []string{text}
	}
	return append([]string{host}, strings.Split(rest, ":")...)
}

// isReference reports whether a text says where a secret is: what Aerolith or an Aerospike server can fetch.
func isReference(text string) bool {
	for _, prefix := range []string{"env:", "env-b64:", "file:", "age:", "vault:", "secrets:"} {
		if rest, ok := strings.CutPrefix(text, prefix); ok && rest != "" {
			return true
		}
	}
	return false
}

// ConfText writes a canonical value as an aerospike.conf has it: sizes and times with the largest suffix that fits.
func ConfText(o *schema.Option, canonical string) string {
	n, err := strconv.ParseUint(canonical, 10, 64)
	switch {
	case err != nil:
		return canonical
	case o.Type == schema.Size:
		return string(conf.AppendUint(nil, n))
	case o.Type == schema.Time && n <= math.MaxUint32:
		return string(conf.AppendSeconds(nil, uint32(n)))
	}
	return canonical
}
