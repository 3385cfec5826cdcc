package vault

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// newTransport returns how requests are sent: without a proxy of the environment, over at most a few connections.
func newTransport(options Options) *http.Transport {
	secure := &tls.Config{}
	if options.TLS != nil {
		secure = options.TLS.Clone()
	}
	secure.MinVersion = max(secure.MinVersion, tls.VersionTLS12)
	const connections = 4
	return &http.Transport{
		TLSClientConfig:        secure,
		DialContext:            (&net.Dialer{Timeout: options.Timeout}).DialContext,
		TLSHandshakeTimeout:    options.Timeout,
		ResponseHeaderTimeout:  options.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
		MaxConnsPerHost:        connections,
		IdleConnTimeout:        time.Minute,
		ForceAttemptHTTP2:      true,
	}
}

// call is one request to Vault.
type call struct {
	method string
	// path is below /v1/, escaped.
	path string
	// body is JSON, nil for none; the caller wipes it.
	body []byte
}

// send makes a call with a token, which may be the absent secret, as often as the options allow, and lends the reply to use.
// The reply is wiped when use returns.
func (p *Provider) send(ctx context.Context, c call, token secret.Value, use func(reply []byte) error) error {
	wait := p.options.Backoff
	for attempt := 1; ; attempt++ {
		err := p.once(ctx, c, token, use)
		if err == nil || !transient(err) || attempt >= p.options.Attempts {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(err, ctx.Err())
		case <-timer.C:
		}
		wait *= 2
	}
}

// once makes a call.
func (p *Provider) once(ctx context.Context, c call, token secret.Value, use func(reply []byte) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, p.options.Timeout)
	defer cancel()
	request, err := p.request(ctx, c, token)
	if err != nil {
		return err
	}
	response, err := p.http.Do(request)
	if err != nil {
		return unreachable(err)
	}
	// The body is at its end or is not wanted any more; a failure to close it changes nothing.
	defer func() { _ = response.Body.Close() }()
	if err := statusError(response.StatusCode); err != nil {
		return err
	}
	reply, err := p.read(response)
	defer clear(reply)
	if err != nil {
		return err
	}
	return use(reply)
}

// request builds a request. The token becomes a string in it, because a header is one.
func (p *Provider) request(ctx context.Context, c call, token secret.Value) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, c.method, p.base.String()+"/v1/"+c.path, bytes.NewReader(c.body))
	if err != nil {
		return nil, fmt.Errorf("%w: no request can be made of it", ErrPath)
	}
	// The agent and the proxy ask for this header, so that no web page can make a browser send requests.
	request.Header.Set("X-Vault-Request", "true")
	if p.options.Namespace != "" {
		request.Header.Set("X-Vault-Namespace", p.options.Namespace)
	}
	if c.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	err = token.Use(func(plain []byte) error {
		if !isToken(plain) {
			return fmt.Errorf("%w: the token has characters that no token has", ErrLogin)
		}
		if len(plain) > 0 {
			request.Header.Set("X-Vault-Token", string(plain))
		}
		return nil
	})
	return request, err
}

// isToken reports whether the bytes may stand in a header.
func isToken(plain []byte) bool {
	for _, b := range plain {
		if b <= ' ' || b > '~' {
			return false
		}
	}
	return true
}

// read reads a reply that is not larger than allowed. The caller wipes what it gets, also with an error.
func (p *Provider) read(response *http.Response) ([]byte, error) {
	size := int64(p.options.ReplyMax) + 1
	if known := response.ContentLength; known >= 0 {
		size = min(size, known+1)
	} else {
		const guess = 64 << 10
		size = min(size, guess)
	}
	reply := make([]byte, 0, size)
	for {
		read, err := response.Body.Read(reply[len(reply):cap(reply)])
		reply = reply[:len(reply)+read]
		switch {
		case len(reply) > p.options.ReplyMax:
			return reply, fmt.Errorf("%w: the reply has more than %d bytes", secret.ErrTooLarge, p.options.ReplyMax)
		case errors.Is(err, io.EOF):
			return reply, nil
		case err != nil:
			return reply, unreachable(err)
		}
		if len(reply) == cap(reply) {
			reply = grow(reply)
		}
	}
}

// grow returns the bytes in a slice with room for as many again, and wipes the old one.
func grow(full []byte) []byte {
	larger := make([]byte, len(full), 2*len(full)+1)
	copy(larger, full)
	clear(full)
	return larger
}

// unreachable is the error for a request that got no answer. It keeps the cause but not the address with its path.
func unreachable(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
