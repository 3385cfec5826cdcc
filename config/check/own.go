package check

import (
	"net"
	"strings"
)

// serveRules are the rules of Aerolith's own server.
func serveRules() []rule {
	const serve = "serve"
	return []rule{
		{"listen", serve, "", "There is something to listen on: serve.listen, serve.socket or tls.listen.", listens},
		{"remote", serve, "serve", "Addresses that other machines reach without encryption need allow-remote.", remote},
		{"tls-files", serve, "tls", "TLS needs addresses, a certificate and its key together.", tlsFiles},
		{"vault", serve, "vault", "An address of Vault comes with a token, or with the ids of an AppRole, and these with an address.", vaultLogin},
		{"in-flight", serve, "limits", "max-in-flight-bytes is at least twice max-frame-size, which is not below initial-buffer-size.", inFlight},
		{"tx-bytes", serve, "engine", "max-tx-bytes is at least four times max-value-size, max-database-size not below it, and checkpoint-log-bytes not below log-segment-size.", engineSizes},
		{"budget", serve, "namespaces", "Shares of data-size need one, and eviction begins before writes stop.", budget},
	}
}

// listens checks that anybody can connect.
func listens(c *scope) {
	serve, tls := c.node.Child("serve", ""), c.node.Child("tls", "")
	if serve.Has("listen") && strings.Join(serve.Items("listen"), "") == "" && serve.Get("socket") == "" && len(tls.Items("listen")) == 0 {
		c.report("serve", "there is nothing to listen on", "write listen, socket, or tls.listen")
	}
}

// remote checks addresses without encryption.
func remote(c *scope) {
	for _, address := range c.node.Items("listen") {
		host, _, err := net.SplitHostPort(address)
		ip := net.ParseIP(host)
		switch {
		case address == "":
		case err != nil:
			c.report("listen", "it is not host:port", "write it as in 127.0.0.1:3000")
		case !c.on("allow-remote") && host != "localhost" && (ip == nil || !ip.IsLoopback()):
			c.report("listen", "other machines can reach it without encryption", "use tls.listen with security.enabled, or accept the risk with allow-remote")
		}
	}
}

// tlsFiles checks that what encryption needs is there.
func tlsFiles(c *scope) {
	switch {
	case c.has("listen") && (!c.has("cert-file") || !c.has("key-file")):
		c.report("listen", "cert-file and key-file are needed", "name the files of the certificate and its key")
	case !c.has("listen") && c.has("cert-file", "key-file", "client-ca-file"):
		c.report("", "there is no address for TLS", "write listen")
	}
}

// vaultLogin checks as whom Vault is asked.
func vaultLogin(c *scope) {
	token, role := c.has("token"), c.has("role-id", "secret-id")
	switch {
	case c.has("address") && !token && !role:
		c.report("address", "neither token nor role-id is given", "write where the token is, or where the ids of an AppRole are")
	case !c.has("address") && (token || role):
		c.report("", "address is missing", "write address: https://HOST:PORT")
	case token && role:
		c.report("token", "an AppRole is given too", "keep one of them")
	case c.has("secret-id") && !c.has("role-id"):
		c.report("secret-id", "role-id is missing", "write where it is")
	}
}

// inFlight checks sizes of requests.
func inFlight(c *scope) {
	frame := c.number("max-frame-size")
	if c.number("max-in-flight-bytes") < 2*frame {
		c.report("max-in-flight-bytes", "it is below twice max-frame-size", "raise it, or lower max-frame-size")
	}
	if frame < c.number("initial-buffer-size") {
		c.report("max-frame-size", "it is below initial-buffer-size", "raise it")
	}
}

// engineSizes checks sizes of the engine.
func engineSizes(c *scope) {
	value := c.number("max-value-size")
	if c.number("max-tx-bytes")/4 < value {
		c.report("max-tx-bytes", "it is below four times max-value-size", "raise it, or lower max-value-size")
	}
	if c.number("max-database-size") < value {
		c.report("max-database-size", "it is below max-value-size", "raise it")
	}
	if c.number("checkpoint-log-bytes") < c.number("log-segment-size") {
		c.report("checkpoint-log-bytes", "it is below log-segment-size", "raise it")
	}
}

// budget checks shares of a budget.
func budget(c *scope) {
	stop, evict := c.number("stop-writes-used-pct"), c.number("evict-used-pct")
	if c.number("data-size") == 0 && (stop > 0 || evict > 0) {
		c.report("data-size", "shares of it are set, but it is not", "write data-size")
	}
	if stop > 0 && evict >= stop {
		c.warn("evict-used-pct", "writes stop before anything is evicted", "choose it below stop-writes-used-pct")
	}
}

// clientRules are the rules of Aerolith's client.
func clientRules() []rule {
	const client = "client"
	return []rule{
		{"auth", client, "auth", "A login by password needs a user and a password; that of a directory needs TLS.", clientAuth},
		{"certificate", client, "tls", "A certificate and its key come together.", certificate},
		{"hosts", client, "cluster", "There is at least one host.", hosts},
		{"depth", client, "shared", "target-depth is not above max-depth.", depth},
	}
}

// clientAuth checks what a login needs.
func clientAuth(c *scope) {
	mode := c.text("mode")
	encrypted := c.root.Child("tls", "").Get("enabled") == "true"
	if (mode == "internal" || mode == "external") && !(c.has("user") && c.has("password")) {
		c.report("mode", "user and password are needed", "write user, and password as a reference")
	}
	if (mode == "external" || mode == "pki") && !encrypted {
		c.report("mode", "it goes over TLS only", "write tls.enabled: true")
	}
}

// certificate checks that a certificate has its key.
func certificate(c *scope) {
	if c.has("cert-file") != c.has("key-file") {
		c.report("cert-file", "a certificate and its key come together", "name both files")
	}
}

// hosts checks that there is a node to begin with.
func hosts(c *scope) {
	for _, host := range c.node.Items("hosts") {
		if strings.TrimSpace(host) != "" {
			return
		}
	}
	if c.node.Has("hosts") {
		c.report("hosts", "there is none", "write at least one HOST:PORT")
	}
}

// depth checks the use of shared connections.
func depth(c *scope) {
	if c.number("target-depth") > c.number("max-depth") {
		c.report("target-depth", "it is above max-depth", "lower it")
	}
}
