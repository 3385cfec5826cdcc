package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// Provider reads secrets from Vault. Its methods may be called from several goroutines.
type Provider struct {
	options Options
	base    *url.URL
	http    *http.Client

	// turn is held by who uses session; a channel, because waiting for it must end with the caller's context.
	turn    chan struct{}
	session session
}

// New returns a provider. It checks the options and does no I/O; the error lists everything that is wrong with them and wraps
// ErrOptions.
func New(options Options) (*Provider, error) {
	base, err := options.check()
	if err != nil {
		return nil, err
	}
	return &Provider{options: options, base: base, turn: make(chan struct{}, 1), http: &http.Client{
		Transport:     newTransport(options),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Close wipes the token and closes idle connections. The token is not revoked: other processes may use it.
func (p *Provider) Close() {
	p.turn <- struct{}{}
	defer p.pass()
	p.drop()
	p.http.CloseIdleConnections()
}

// Load implements secret.Provider. The reference is vault:MOUNT/data/PATH#FIELD; the newest version of the secret counts, and
// the field must be text. A token that Vault does not accept any more is replaced once. The errors are those of this package,
// and secret.ErrNotFound for what does not exist, was deleted, or has no such field.
func (p *Provider) Load(ctx context.Context, reference secret.Reference) (secret.Value, error) {
	path, err := secretPath(reference.Path)
	if err != nil {
		return secret.Value{}, err
	}
	value, used, err := p.load(ctx, path, reference.Key)
	if !errors.Is(err, ErrForbidden) {
		return value, err
	}
	if err := p.forget(ctx, used); err != nil {
		return secret.Value{}, err
	}
	value, used, err = p.load(ctx, path, reference.Key)
	used.Wipe()
	return value, err
}

// load reads a field with the current token. With ErrForbidden it also returns a copy of the token that was used.
func (p *Provider) load(ctx context.Context, path, field string) (value, used secret.Value, err error) {
	token, err := p.token(ctx)
	if err != nil {
		return secret.Value{}, secret.Value{}, err
	}
	err = p.send(ctx, call{method: http.MethodGet, path: path}, token, func(reply []byte) error {
		value, err = fieldOf(reply, field)
		return err
	})
	if errors.Is(err, ErrForbidden) {
		return secret.Value{}, token, err
	}
	token.Wipe()
	return value, secret.Value{}, err
}

// token returns a copy of the current token, which stays valid for the caller if another replaces it.
func (p *Provider) token(ctx context.Context) (secret.Value, error) {
	if err := p.take(ctx); err != nil {
		return secret.Value{}, err
	}
	defer p.pass()
	s, err := p.current(ctx)
	if err != nil {
		return secret.Value{}, err
	}
	return s.token.Clone()
}

// take waits for the turn to use the session; it returns the context's error if that ends first.
func (p *Provider) take(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: waiting for another login: %w", ErrUnavailable, ctx.Err())
	}
}

// pass gives the turn to the next.
func (p *Provider) pass() { <-p.turn }

// fieldOf returns a field of a secret from Vault's reply.
func fieldOf(reply []byte, field string) (secret.Value, error) {
	var got struct {
		Data *struct {
			Data     map[string]json.RawMessage `json:"data"`
			Metadata *struct{}                  `json:"metadata"`
		} `json:"data"`
	}
	err := decode(reply, &got)
	if got.Data != nil {
		defer wipeFields(got.Data.Data)
	}
	switch {
	case err != nil:
		return secret.Value{}, err
	case got.Data == nil || got.Data.Metadata == nil:
		return secret.Value{}, fmt.Errorf("%w: no secret of the KV engine, version 2", ErrReply)
	}
	quoted, found := got.Data.Data[field]
	if !found {
		return secret.Value{}, fmt.Errorf("%w: the secret has no such field", secret.ErrNotFound)
	}
	plain, err := unquote(quoted)
	switch {
	case err != nil:
		return secret.Value{}, err
	case len(plain) == 0:
		return secret.Value{}, fmt.Errorf("%w: the field is empty", secret.ErrNotFound)
	case len(plain) > secret.SizeMax:
		clear(plain)
		return secret.Value{}, fmt.Errorf("%w: at most %d bytes are allowed", secret.ErrTooLarge, secret.SizeMax)
	}
	return secret.New(plain), nil
}

// wipeFields wipes the fields of a secret.
func wipeFields(fields map[string]json.RawMessage) {
	for _, field := range fields {
		clear(field)
	}
}

// KeepAlive renews the token in time, and logs in again where that does not do, until the context ends; it returns the
// context's error. It is for processes that read secrets so seldom that the token would end in between. failed is told of
// failures, which are tried again; nil ignores them. check is how often the token's age is looked at; positive.
func (p *Provider) KeepAlive(ctx context.Context, check time.Duration, failed func(error)) error {
	ticker := time.NewTicker(check)
	defer ticker.Stop()
	for {
		token, err := p.token(ctx)
		token.Wipe()
		if err != nil && failed != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}
