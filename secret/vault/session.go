package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// session is a token with what is known of its life.
type session struct {
	token secret.Value
	// expires is when it ends, zero for never or unknown.
	expires time.Time
	// renewAt is when it should be renewed, zero for never.
	renewAt time.Time
}

// grant is what Vault says of a token: in the field auth of a login or a renewal, or in the field data of a lookup.
type grant struct {
	ClientToken   json.RawMessage `json:"client_token"`
	LeaseDuration int64           `json:"lease_duration"`
	TTL           int64           `json:"ttl"`
	Renewable     bool            `json:"renewable"`
}

// lifeMax bounds the seconds of a token's life that are believed, so that no sum overflows: 100 years.
const lifeMax = 100 * 365 * 24 * 60 * 60

// The rhythm of renewals.
const (
	// renewMin is the shortest life that is renewed: near the end of its longest life, a token gets less and less, and a new
	// login is the better way.
	renewMin = 10 * time.Second
	// renewAgain is the wait after a renewal that failed because Vault was away.
	renewAgain = 5 * time.Second
)

// since returns a session of the token with the life that the grant gives it from a moment on.
func (g grant) since(now time.Time, token secret.Value) session {
	s := session{token: token}
	life := time.Duration(min(max(g.LeaseDuration, g.TTL), lifeMax)) * time.Second
	if life <= 0 {
		return s
	}
	s.expires = now.Add(life)
	if g.Renewable && life >= renewMin {
		// Two thirds leave time for a second attempt when Vault is away for a while.
		s.renewAt = now.Add(life / 3 * 2)
	}
	return s
}

// current returns a session that is valid as far as is known, renewing it or logging in as needed. The session stays the
// provider's. The turn must be held.
func (p *Provider) current(ctx context.Context) (session, error) {
	now := p.options.Now()
	alive := !p.session.token.IsZero() && (p.session.expires.IsZero() || now.Before(p.session.expires))
	if alive && (p.session.renewAt.IsZero() || now.Before(p.session.renewAt)) {
		return p.session, nil
	}
	if alive {
		err := p.renew(ctx)
		if transient(err) {
			// A Vault that is away is no reason to give up a token that is still valid.
			p.session.renewAt, err = now.Add(renewAgain), nil
		}
		if err == nil {
			return p.session, nil
		}
	}
	return p.session, p.login(ctx)
}

// forget wipes a token that was refused, and drops the session if it is still the one with that token.
func (p *Provider) forget(ctx context.Context, token secret.Value) error {
	defer token.Wipe()
	if err := p.take(ctx); err != nil {
		return err
	}
	defer p.pass()
	if p.session.token.Equal(token) {
		p.drop()
	}
	return nil
}

// drop wipes the session. The turn must be held.
func (p *Provider) drop() {
	p.session.token.Wipe()
	p.session = session{}
}

// login begins a new session. The turn must be held.
func (p *Provider) login(ctx context.Context) error {
	p.drop()
	if p.options.Token != nil {
		return p.adopt(ctx)
	}
	body, err := p.roleBody(ctx)
	defer clear(body)
	if err != nil {
		return err
	}
	mount, err := cleanPath(p.options.AppRoleMount)
	if err != nil {
		return err
	}
	err = p.grant(ctx, call{http.MethodPost, "auth/" + mount + "/login", body}, secret.Value{})
	var status *StatusError
	if errors.As(err, &status) && !transient(err) {
		return fmt.Errorf("%w (HTTP status %d): check role id, secret id, mount and namespace", ErrLogin, status.Status)
	}
	return err
}

// roleBody returns the request of an AppRole's login, also with an error. The caller wipes it.
func (p *Provider) roleBody(ctx context.Context) ([]byte, error) {
	// The room is enough for any credential of Vault, so that no copy is left behind by growing.
	const room = 4096
	body := append(make([]byte, 0, room), `{"role_id":`...)
	body, err := appendCredential(ctx, body, p.options.RoleID)
	if err == nil && p.options.SecretID != nil {
		body = append(body, `,"secret_id":`...)
		body, err = appendCredential(ctx, body, p.options.SecretID)
	}
	return append(body, '}'), err
}

// appendCredential appends a credential as a JSON string.
func appendCredential(ctx context.Context, to []byte, source Source) ([]byte, error) {
	value, err := source(ctx)
	if err != nil {
		return to, fmt.Errorf("vault: the credential: %w", err)
	}
	defer value.Wipe()
	err = value.Use(func(plain []byte) error {
		to, err = appendQuoted(to, plain)
		return err
	})
	return to, err
}

// adopt begins a session with the token of the source, and asks Vault how long it lives. The turn must be held.
func (p *Provider) adopt(ctx context.Context) error {
	token, err := p.options.Token(ctx)
	if err != nil {
		return fmt.Errorf("vault: the token: %w", err)
	}
	var found struct {
		Data grant `json:"data"`
	}
	asked := p.options.Now()
	err = p.send(ctx, call{method: http.MethodGet, path: "auth/token/lookup-self"}, token, func(reply []byte) error {
		return decode(reply, &found)
	})
	var status *StatusError
	if err != nil && (transient(err) || !errors.As(err, &status)) {
		token.Wipe()
		return err
	}
	// A policy may forbid the lookup. Then the life is unknown, and the first read shows whether the token is good.
	p.session = found.Data.since(asked, token)
	return nil
}

// renew prolongs the session. The turn must be held.
func (p *Provider) renew(ctx context.Context) error {
	return p.grant(ctx, call{http.MethodPost, "auth/token/renew-self", []byte("{}")}, p.session.token)
}

// grant makes a call that is answered with a token, and begins a session with it. The turn must be held.
func (p *Provider) grant(ctx context.Context, c call, token secret.Value) error {
	// The life is counted from before the question, so that a slow answer does not prolong it.
	asked := p.options.Now()
	return p.send(ctx, c, token, func(reply []byte) error {
		var got struct {
			Auth *grant `json:"auth"`
		}
		if err := decode(reply, &got); err != nil {
			return err
		}
		if got.Auth == nil {
			return fmt.Errorf("%w: it grants no token", ErrReply)
		}
		defer clear(got.Auth.ClientToken)
		plain, err := unquote(got.Auth.ClientToken)
		if err != nil || len(plain) == 0 {
			return fmt.Errorf("%w: it grants no token", ErrReply)
		}
		p.drop()
		p.session = got.Auth.since(asked, secret.New(plain))
		return nil
	})
}
