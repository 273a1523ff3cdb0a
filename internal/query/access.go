package query

import (
	"context"
	"net/http"
	"strings"

	"paceline/internal/httpapi"
	"paceline/internal/token"
)

// access decides who may read what.
type access struct {
	open   bool
	hosts  httpapi.Hosts
	tokens *token.Tokens
}

// reader is who sent a request: with a token the reader of one project, else of all.
type reader struct {
	all     bool
	project string
}

type readerKey struct{}

// readerOf is who sent the request that a context belongs to; one who may read nothing outside of identify.
func readerOf(ctx context.Context) reader {
	who, _ := ctx.Value(readerKey{}).(reader)
	return who
}

func (who reader) mayRead(project string) bool {
	return who.all || (project != "" && who.project == project)
}

// identify finds out who sent a request.
func (a access) identify(r *http.Request) (reader, error) {
	if a.open {
		return reader{all: true}, a.hosts.Check(r.Host)
	}
	text, ok := bearer(r)
	if !ok {
		return reader{}, &httpapi.Error{Status: http.StatusUnauthorized, Detail: "want the header Authorization: Bearer <token>"}
	}
	project, err := a.tokens.Verify(token.Query, text)
	if err != nil {
		return reader{}, &httpapi.Error{Status: http.StatusUnauthorized, Detail: "the token is not valid, or no longer"}
	}
	return reader{project: project}, nil
}

func bearer(r *http.Request) (string, bool) {
	scheme, text, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return text, ok && strings.EqualFold(scheme, "Bearer")
}

// admit checks that the reader may read a project, and that there is one.
func (s *Service) admit(ctx context.Context, project string) error {
	if !readerOf(ctx).mayRead(project) {
		return &httpapi.Error{Status: http.StatusForbidden, Detail: "the token is for another project"}
	}
	if _, ok := s.Projects.Project(project); !ok {
		return notFound("there is no project of this key")
	}
	return nil
}
