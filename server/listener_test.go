package server

import (
	"net"
	"os"
	"slices"
	"testing"
)

// checkSocket checks the permissions of the socket and that it cannot be taken over while it is served.
func checkSocket(t *testing.T, path string) {
	t.Helper()
	status, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := status.Mode().Perm(); mode != socketMode {
		t.Errorf("mode %o, want %o", mode, socketMode)
	}
	if _, err := ListenUnix(t.Context(), path); err == nil {
		t.Error("a socket in use was taken over")
	}
	file := path + ".file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ListenUnix(t.Context(), file); err == nil {
		t.Error("a file was taken for a socket")
	}
}

// TestAnnounced: listeners are announced by address and port; a wildcard stands for addresses that can be reached.
func TestAnnounced(t *testing.T) {
	got := announced([]net.Addr{
		&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 3000},
		&net.TCPAddr{IP: net.IPv6loopback, Port: 3001},
		&net.UnixAddr{Name: "/x", Net: "unix"},
	})
	if want := []string{"127.0.0.1:3000", "[::1]:3001"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, address := range announced([]net.Addr{&net.TCPAddr{IP: net.IPv4zero, Port: 3000}}) {
		host, _, err := net.SplitHostPort(address)
		if err != nil || net.ParseIP(host) == nil || net.ParseIP(host).IsUnspecified() {
			t.Errorf("announced %q: %v", address, err)
		}
	}
}
