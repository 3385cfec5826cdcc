package canary

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// forms returns the forms in which a secret could come out, by name.
func forms(secret string) map[string]string {
	plain := []byte(secret)
	all := map[string]string{
		"plain":      secret,
		"hex":        hex.EncodeToString(plain),
		"HEX":        strings.ToUpper(hex.EncodeToString(plain)),
		"base32":     strings.TrimRight(base32.StdEncoding.EncodeToString(plain), "="),
		"url query":  url.QueryEscape(secret),
		"url path":   url.PathEscape(secret),
		"quoted":     strings.Trim(strconv.Quote(secret), `"`),
		"decimal":    strings.Trim(fmt.Sprint(plain), "[]"),
		"go bytes":   strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", plain), "[]byte{"), "}"),
		"hex spaced": fmt.Sprintf("% x", plain),
		"backwards":  backwards(secret),
	}
	if text, err := json.Marshal(secret); err == nil {
		all["json"] = strings.Trim(string(text), `"`)
	}
	// Within a longer text that is encoded, a secret may begin at any of three places of a group. What depends on its
	// neighbours is cut off.
	for shift := range 3 {
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := encoding.EncodeToString(append(make([]byte, shift), plain...))
			all[fmt.Sprintf("%s+%d", name, shift)] = text[(shift*8+5)/6 : (shift+len(plain))*8/6]
		}
	}
	return all
}

// backwards returns a text from its end to its beginning.
func backwards(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// leaks returns where a secret, or half of it, shows in an output.
func leaks(output []byte, secrets map[string]string) []string {
	var found []string
	for source, secret := range secrets {
		for _, part := range []string{secret, secret[:len(secret)/2], secret[len(secret)/2:]} {
			for form, text := range forms(part) {
				if bytes.Contains(output, []byte(text)) {
					found = append(found, fmt.Sprintf("the secret from %s as %s", source, form))
				}
			}
		}
	}
	return found
}

// TestFormsAreFound plants a secret in an output in every form, and as a piece of longer encoded texts.
func TestFormsAreFound(t *testing.T) {
	const secret = "c4nary <+/%&\"ö\" \\ 7Fq9"
	secrets := map[string]string{"test": secret}
	for name, text := range forms(secret) {
		if leaks([]byte("before "+text+" after"), secrets) == nil {
			t.Errorf("%s is not found", name)
		}
	}
	for _, before := range []string{"", "u:", "u:p", "user:"} {
		for _, text := range []string{
			base64.StdEncoding.EncodeToString([]byte(before + secret + ":more")),
			base64.URLEncoding.EncodeToString([]byte(before + secret)),
			hex.EncodeToString([]byte(before + secret)),
			fmt.Sprintf("%#v", []byte(before+secret)),
			fmt.Sprintf("%v", []byte(before+secret+"x")),
			fmt.Sprintf("%q", before+secret),
		} {
			if leaks([]byte(text), secrets) == nil {
				t.Errorf("not found in %s", text)
			}
		}
	}
	if found := leaks([]byte("nothing to see, [redacted]"), secrets); found != nil {
		t.Errorf("found %v in nothing", found)
	}
}
