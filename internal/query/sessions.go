package query

import (
	"context"
	"strconv"

	"paceline/internal/rum"
)

// latestSessions asks for one session more than it answers, to know whether there is more.
func (s *Service) latestSessions(ctx context.Context, in *sessionsInput) (question, error) {
	sel, err := s.ofPage(ctx, in.PageSelection, rawTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	n, err := sessionsLimit.parse(in.Limit)
	return question{
		operation: "sessions", scope: projectScope(sel.Project), ttl: rawTTL,
		params: append([]string{strconv.Itoa(n)}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			sessions, err := s.Store.LatestSessions(ctx, sel, n+1)
			more := len(sessions) > n
			return sessionsAnswer{
				Sessions: list(sessions[:min(n, len(sessions))], func(s rum.Session) sessionAnswer { return sessionAnswer(s) }), More: more,
			}, "", err
		},
	}, err
}

type sessionsAnswer struct {
	Sessions []sessionAnswer `json:"sessions"`
	More     bool            `json:"more"`
}

type sessionAnswer rum.Session

func (a sessionAnswer) MarshalJSON() ([]byte, error) {
	var o object
	o.string("session_id", a.ID)
	o.time("started", a.Started)
	o.time("last_seen", a.LastSeen)
	o.count("views", a.Views)
	o.count("errors", a.Errors)
	o.count("entry_page_id", a.Entry.PageID)
	o.string("entry_path", a.Entry.Path)
	o.string("website", a.Entry.Website)
	for _, part := range []struct{ name, value string }{
		{"device_type", a.Visitor.Device}, {"browser", a.Visitor.Browser}, {"os", a.Visitor.OS}, {"country", a.Visitor.Country},
		{"connection", a.Visitor.Connection}, {"language", a.Visitor.Language}, {"release", a.Visitor.Release},
	} {
		o.value(part.name, known(part.value))
	}
	o.value("bot", a.Visitor.Bot)
	session := rum.Session(a)
	o.value("rating", known(session.WorstRating()))
	for _, v := range rum.Vitals() {
		o.number(v.Info().Column, a.Greatest[v])
	}
	return o.end()
}
