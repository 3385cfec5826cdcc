package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

// TLSOptions say how connections are encrypted.
type TLSOptions struct {
	// CertFile and KeyFile hold the server's certificate chain and key, in PEM.
	CertFile, KeyFile string
	// ClientCAFile holds the authorities that sign clients' certificates, in PEM; with it, a client needs one. Empty asks
	// for none.
	ClientCAFile string
	// MinVersion is the oldest version of the protocol, tls.VersionTLS12 or tls.VersionTLS13; 0 takes TLS 1.2, which is
	// what clients of all languages speak.
	MinVersion uint16
	// Failed is told of files that cannot be used after they have changed: connections then get what was read before. It
	// may be nil.
	Failed func(error)
}

// fileStamp tells versions of a file apart.
type fileStamp struct {
	modified time.Time
	size     int64
}

// certificates are a server's certificate and authorities, read anew when their files have changed.
type certificates struct {
	options TLSOptions

	mu     sync.Mutex // guards the rest
	stamps []fileStamp
	config *tls.Config
}

// files returns the files that there are.
func (o *TLSOptions) files() []string {
	files := []string{o.CertFile, o.KeyFile}
	if o.ClientCAFile != "" {
		files = append(files, o.ClientCAFile)
	}
	return files
}

// stamp returns what tells the present versions of the files apart from others.
func (o *TLSOptions) stamp() ([]fileStamp, error) {
	var stamps []fileStamp
	for _, file := range o.files() {
		info, err := os.Stat(file)
		if err != nil {
			return nil, fmt.Errorf("server: TLS: %w", err)
		}
		stamps = append(stamps, fileStamp{info.ModTime(), info.Size()})
	}
	return stamps, nil
}

// load reads the files.
func (o *TLSOptions) load() (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(o.CertFile, o.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("server: TLS certificate %s: %w", o.CertFile, err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: o.MinVersion}
	if config.MinVersion == 0 {
		config.MinVersion = tls.VersionTLS12
	}
	if o.ClientCAFile == "" {
		return config, nil
	}
	text, err := os.ReadFile(o.ClientCAFile)
	if err != nil {
		return nil, fmt.Errorf("server: TLS authorities: %w", err)
	}
	config.ClientCAs = x509.NewCertPool()
	if !config.ClientCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("server: TLS authorities: %s holds no certificate", o.ClientCAFile)
	}
	config.ClientAuth = tls.RequireAndVerifyClientCert
	return config, nil
}

// current returns the configuration for a new connection: that of the files as they are, or the last one that could be
// read.
func (c *certificates) current(*tls.ClientHelloInfo) (*tls.Config, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stamps, err := c.options.stamp()
	if err == nil && equalStamps(stamps, c.stamps) {
		return c.config, nil
	}
	if err == nil {
		c.stamps = stamps // a broken file is reported once, not for every connection
		var config *tls.Config
		if config, err = c.options.load(); err == nil {
			c.config = config
		}
	}
	if err != nil && c.options.Failed != nil {
		c.options.Failed(err)
	}
	return c.config, nil
}

// equalStamps reports whether no file has changed.
func equalStamps(a, b []fileStamp) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].modified.Equal(b[i].modified) || a[i].size != b[i].size {
			return false
		}
	}
	return true
}

// secureListener is a listener whose connections are encrypted.
type secureListener struct{ net.Listener }

// ListenTLS encrypts the connections of a listener. New connections use new files without a restart. It fails if the
// files cannot be used, and for a version older than TLS 1.2.
func ListenTLS(listener net.Listener, options TLSOptions) (net.Listener, error) {
	if options.MinVersion != 0 && options.MinVersion < tls.VersionTLS12 {
		return nil, errors.New("server: TLS: versions before 1.2 are broken: choose 1.2 or 1.3")
	}
	stamps, err := options.stamp()
	if err != nil {
		return nil, err
	}
	config, err := options.load()
	if err != nil {
		return nil, err
	}
	c := &certificates{options: options, stamps: stamps, config: config}
	return secureListener{tls.NewListener(listener, &tls.Config{
		MinVersion: config.MinVersion, GetConfigForClient: c.current,
	})}, nil
}

// separate returns the addresses of listeners without and with encryption.
func separate(listeners map[net.Listener]struct{}) (plain, secure []net.Addr) {
	for l := range listeners {
		if _, encrypted := l.(secureListener); encrypted {
			secure = append(secure, l.Addr())
		} else {
			plain = append(plain, l.Addr())
		}
	}
	return plain, secure
}
