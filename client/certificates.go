package client

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/aerolith/aerolith/client/internal/pool"
)

// certificatesCheck is how often files are looked at for changes.
const certificatesCheck = time.Second

// certificates are a client's certificates, read anew when their files have changed.
type certificates struct {
	options TLS
	now     func() time.Time
	// warn is told when files that have changed cannot be used; it must not be nil.
	warn func(error)

	// mu guards what follows.
	mu      sync.Mutex
	checked time.Time
	stamps  [3]fileStamp
	base    *tls.Config
	// warned says that the files cannot be used and that somebody was told.
	warned bool
}

// fileStamp tells versions of a file apart.
type fileStamp struct {
	modified time.Time
	size     int64
}

// load reads the files. It returns ErrTLS with the reason if they cannot be used; then the old ones stay.
func (c *certificates) load() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.loadLocked()
}

// loadLocked is load with the lock held.
func (c *certificates) loadLocked() error {
	base := &tls.Config{}
	if c.options.Config != nil {
		base = c.options.Config.Clone()
	}
	base.MinVersion = max(base.MinVersion, tls.VersionTLS12)
	stamps := c.stampsNow()
	if file := c.options.CAFile; file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%w: authorities: %w", ErrTLS, err)
		}
		base.RootCAs = x509.NewCertPool()
		if !base.RootCAs.AppendCertsFromPEM(pem) {
			return fmt.Errorf("%w: no certificate in %s", ErrTLS, file)
		}
	}
	if c.options.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(c.options.CertFile, c.options.KeyFile)
		if err != nil {
			return fmt.Errorf("%w: certificate: %w", ErrTLS, err)
		}
		base.Certificates = []tls.Certificate{pair}
	}
	c.base, c.stamps = base, stamps
	return nil
}

// stampsNow returns the present versions of the files.
func (c *certificates) stampsNow() (stamps [3]fileStamp) {
	for i, file := range []string{c.options.CAFile, c.options.CertFile, c.options.KeyFile} {
		// A file that cannot be looked at cannot be read either, which loading reports.
		if info, err := os.Stat(file); file != "" && err == nil {
			stamps[i] = fileStamp{info.ModTime(), info.Size()}
		}
	}
	return stamps
}

// renew reads the files again if they have changed, and warns once if they cannot be used: files that are being replaced
// may not fit each other yet, and the old ones count until they do.
func (c *certificates) renew() {
	if err := c.renewed(); err != nil {
		c.warn(err)
	}
}

// renewed is renew, and returns what has to be warned of.
func (c *certificates) renewed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if now.Sub(c.checked) < certificatesCheck {
		return nil
	}
	c.checked = now
	if c.stampsNow() == c.stamps {
		return nil
	}
	err := c.loadLocked()
	before := c.warned
	c.warned = err != nil
	if before {
		return nil
	}
	return err
}

// config returns how to encrypt a connection to an address.
func (c *certificates) config(address pool.Address) *tls.Config {
	c.renew()
	c.mu.Lock()
	defer c.mu.Unlock()
	config := c.base.Clone()
	switch {
	case address.TLSName != "":
		config.ServerName = address.TLSName
	case c.options.ServerName != "":
		config.ServerName = c.options.ServerName
	case config.ServerName == "":
		if host, _, err := net.SplitHostPort(address.Place); err == nil {
			config.ServerName = host
		}
	}
	return config
}
