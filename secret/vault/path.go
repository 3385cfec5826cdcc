package vault

import (
	"fmt"
	"net/url"
	"strings"
)

// cleanPath checks a path and returns it escaped for an address.
func cleanPath(path string) (string, error) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if part == "" || part == "." || part == ".." {
			return "", fmt.Errorf("%w: each part between slashes needs a name", ErrPath)
		}
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/"), nil
}

// secretPath checks the path of a reference, which must be MOUNT/data/PATH, and returns it escaped.
func secretPath(path string) (string, error) {
	mount, rest, found := strings.Cut(path, "/data/")
	if !found || mount == "" || rest == "" {
		return "", fmt.Errorf("%w: it must read MOUNT/data/PATH, as in vault:secret/data/app#password", ErrPath)
	}
	return cleanPath(path)
}
