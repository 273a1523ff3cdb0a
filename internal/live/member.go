package live

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"paceline/internal/live/socketio"
	"paceline/internal/token"
)

// member is a client that may be in a room.
type member struct {
	client  *socketio.Client
	project string
	room    *room // nil until it has entered; the service's mu guards it

	mu     sync.Mutex
	token  string
	expiry *time.Timer

	behind time.Time // since when it does not take what it is told; zero when it does. The room's own
}

func (m *member) tokenText() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.token
}

// hold keeps the token, and ends the session with it.
func (m *member) hold(text string, life time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.token = text
	if m.expiry == nil {
		m.expiry = time.AfterFunc(life, func() { m.client.Close(socketio.Expired) })
		return
	}
	m.expiry.Reset(life)
}

func (m *member) letGo() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.expiry.Stop()
}

// The codes of refusals, as connect_error's data.code and renew's error.
const (
	codeMissing = "token_missing"
	codeExpired = "token_expired"
	codeInvalid = "token_invalid"
	codeProject = "project_unknown"
)

// Join lets a client into the room that its token names.
func (s *Service) Join(c *socketio.Client, auth json.RawMessage, header http.Header) error {
	text := tokenOf(auth, header)
	grant, refusal := s.check(text)
	if refusal != nil {
		s.metrics.refused.WithLabelValues(refusal.Code).Inc()
		return refusal
	}
	m := &member{client: c, project: grant.ProjectKey}
	m.hold(text, grant.Expires.Sub(s.Now()))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seats[c] = m
	return nil
}

// tokenOf finds the token in what the client gave as `auth`, or in the header Authorization.
func tokenOf(auth json.RawMessage, header http.Header) string {
	var given struct {
		Token string `json:"token"`
	}
	if json.Unmarshal(auth, &given) == nil && given.Token != "" {
		return given.Token
	}
	scheme, text, _ := strings.Cut(header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return text
}

// check says what a token allows, or why it allows nothing, in words that tell an attacker nothing new.
func (s *Service) check(text string) (token.Grant, *socketio.Refusal) {
	if text == "" {
		return token.Grant{}, &socketio.Refusal{Code: codeMissing, Message: "a token is needed: auth: {token}"}
	}
	grant, err := s.Tokens.Check(token.Live, text)
	switch {
	case errors.Is(err, token.ErrExpired):
		return grant, &socketio.Refusal{Code: codeExpired, Message: "the token has expired"}
	case err != nil:
		return grant, &socketio.Refusal{Code: codeInvalid, Message: "the token is not valid for live updates"}
	case !s.Exists(grant.ProjectKey):
		return grant, &socketio.Refusal{Code: codeProject, Message: "there is no project of this key"}
	}
	return grant, nil
}

// Joined greets a client and tells it of the last minute.
func (s *Service) Joined(c *socketio.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.seats[c]; m != nil { // else it has left already
		m.room = s.room(m.project)
		m.room.enter(m)
	}
}

// Left forgets a client.
func (s *Service) Left(c *socketio.Client, reason socketio.Reason) {
	s.metrics.left.WithLabelValues(string(reason)).Inc()
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.seats[c]
	if m == nil {
		return
	}
	delete(s.seats, c)
	m.letGo()
	if m.room != nil {
		m.room.leave(m)
	}
}

func (s *Service) seat(c *socketio.Client) *member {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seats[c]
}

// renewal is the answer to renew.
type renewal struct {
	OK        bool     `json:"ok"`
	ExpiresAt *instant `json:"expiresAt,omitempty"`
	Error     string   `json:"error,omitempty"`
}

// Event takes renew, by which a client stays beyond its token. It is for the same room: whoever wants another one connects anew.
func (s *Service) Event(c *socketio.Client, name string, arguments []json.RawMessage, ack func(any)) {
	m := s.seat(c)
	if m == nil || name != eventRenew || len(arguments) == 0 {
		return
	}
	if ack == nil {
		ack = func(any) {}
	}
	text := tokenOf(arguments[0], nil)
	grant, refusal := s.check(text)
	switch {
	case refusal != nil:
		ack(renewal{Error: refusal.Code})
	case grant.ProjectKey != m.project:
		ack(renewal{Error: codeProject})
	default:
		m.hold(text, grant.Expires.Sub(s.Now()))
		until := instant(grant.Expires.UnixMilli())
		ack(renewal{OK: true, ExpiresAt: &until})
	}
}
