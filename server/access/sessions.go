package access

import (
	"crypto/rand"
	"crypto/sha256"
	"time"
)

// tokenSize is the size of a session token in bytes.
const tokenSize = 32

// tokenKey is how a token is kept: hashed, so that a dump of memory holds no token that works.
type tokenKey [sha256.Size]byte

// session is what a token stands for.
type session struct {
	user    string
	expires time.Time
}

// sessions holds the tokens that were given out.
type sessions struct {
	limit  int
	tokens map[tokenKey]session
	// order are the tokens from the oldest on; some may have gone.
	order []tokenKey
}

// open gives out a token.
func (s *sessions) open(user string, expires time.Time) ([]byte, error) {
	token := make([]byte, tokenSize)
	if _, err := rand.Read(token); err != nil {
		return nil, err
	}
	if s.tokens == nil {
		s.tokens = map[tokenKey]session{}
	}
	for len(s.order) >= s.limit {
		delete(s.tokens, s.order[0])
		s.order = s.order[1:]
	}
	key := tokenKey(sha256.Sum256(token))
	s.tokens[key] = session{user, expires}
	s.order = append(s.order, key)
	return token, nil
}

// find returns what a token stands for.
func (s *sessions) find(token []byte) (session, bool) {
	found, ok := s.tokens[tokenKey(sha256.Sum256(token))]
	return found, ok
}

// drop ends all sessions of a user.
func (s *sessions) drop(user string) {
	for key, one := range s.tokens {
		if one.user == user {
			delete(s.tokens, key)
		}
	}
}
