package app

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/aerolith/aerolith/server"
)

// tlsVersions are the values of Options.TLSMinVersion.
func tlsVersions() map[string]uint16 {
	return map[string]uint16{"": tls.VersionTLS12, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}
}

// secureAddresses returns the addresses for encrypted connections without empty entries.
func (o Options) secureAddresses() []string {
	return slices.DeleteFunc(slices.Clone(o.TLSListen), func(a string) bool { return a == "" })
}

// checkTLS reports every problem with the options of encryption.
func (o Options) checkTLS() error {
	var problems []error
	if _, known := tlsVersions()[o.TLSMinVersion]; !known {
		problems = append(problems, fmt.Errorf("--tls-min-version %q: choose 1.2 or 1.3", o.TLSMinVersion))
	}
	addresses := o.secureAddresses()
	if len(addresses) > 0 && (o.TLSCert == "" || o.TLSKey == "") {
		problems = append(problems, errors.New("--tls-listen: needs --tls-cert and --tls-key"))
	}
	if len(addresses) == 0 && (o.TLSCert != "" || o.TLSKey != "" || o.TLSClientCA != "") {
		problems = append(problems, errors.New("--tls-cert, --tls-key, --tls-client-ca: need --tls-listen"))
	}
	for _, address := range addresses {
		problems = append(problems, o.checkSecureAddress(address))
	}
	return errors.Join(problems...)
}

// checkSecureAddress refuses an address that other machines can reach where nobody has to say who they are.
func (o Options) checkSecureAddress(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("--tls-listen %q: %w (write host:port)", address, err)
	}
	if o.AllowRemote || o.Security || o.TLSClientCA != "" || loopback(host) {
		return nil
	}
	return fmt.Errorf("--tls-listen %q: reachable from other machines, but everybody may read and write; "+
		"add --security or --tls-client-ca, or accept the risk with --insecure-allow-remote", address)
}

// listenTLS opens an address for encrypted connections.
func (o Options) listenTLS(address string, events server.Events) (net.Listener, error) {
	plain, err := listenTCP(address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w (choose another address with --tls-listen)", address, err)
	}
	secure, err := server.ListenTLS(plain, server.TLSOptions{
		CertFile: o.TLSCert, KeyFile: o.TLSKey, ClientCAFile: o.TLSClientCA, MinVersion: tlsVersions()[o.TLSMinVersion],
		Failed: func(err error) {
			events.Observe(server.Event{Kind: server.EventAcceptFailed, Addr: plain.Addr(), Err: err})
		},
	})
	if err != nil {
		return nil, errors.Join(err, plain.Close())
	}
	return secure, nil
}
