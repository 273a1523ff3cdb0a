package query

import (
	"context"
	"slices"
	"strconv"

	"paceline/internal/admin"
	"paceline/internal/cache"
	"paceline/internal/rum"
)

func (s *Service) projects(ctx context.Context, _ *struct{}) (question, error) {
	who := readerOf(ctx)
	return question{operation: "projects", ask: func(context.Context) (any, rum.Method, error) {
		visible := slices.DeleteFunc(slices.Clone(s.Projects.Projects()), func(p admin.ProjectInfo) bool { return !who.mayRead(p.Key) })
		return list(visible, newProjectAnswer), "", nil
	}}, nil
}

func (s *Service) latestViews(ctx context.Context, in *viewsInput) (question, error) {
	sel, err := s.ofPage(ctx, in.PageSelection, rawTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	n, err := viewsLimit.parse(in.Limit)
	return question{
		operation: "views", scope: projectScope(sel.Project), ttl: rawTTL,
		params: append([]string{strconv.Itoa(n)}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			rows, err := s.Store.LatestViews(ctx, sel, n)
			return list(rows, func(v rum.PageView) viewAnswer { return viewAnswer(v) }), "", err
		},
	}, err
}

func (s *Service) events(ctx context.Context, in *eventsInput) (question, error) {
	sel, err := s.ofProject(ctx, Selection{ProjectPath: in.ProjectPath, Range: in.Range}, rawTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	eventType, err := parseEventType(in.Type)
	if err != nil {
		return question{}, err
	}
	n, err := eventsLimit.parse(in.Limit)
	return question{
		operation: "events", scope: projectScope(sel.Project), ttl: rawTTL,
		params: append([]string{string(eventType), strconv.Itoa(n)}, spanParams(sel.Span)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			rows, err := s.Store.Events(ctx, sel, eventType, n)
			return list(rows, newEventAnswer), "", err
		},
	}, err
}

func (s *Service) deadLetters(ctx context.Context, in *deadLettersInput) (question, error) {
	if err := s.admit(ctx, in.ProjectKey); err != nil {
		return question{}, err
	}
	n, err := eventsLimit.parse(in.Limit)
	return question{operation: "dead_letters", ask: func(ctx context.Context) (any, rum.Method, error) {
		rows, err := s.Store.DeadLetters(ctx, in.ProjectKey, n)
		return list(rows, newDeadLetterAnswer), "", err
	}}, err
}

// ledger reads the store's part first, and then the log with the positions the store stood at: so every event is on
// exactly one side, however busy both are. Counting the rows takes longer the more there are, so the answer is kept for
// as long as raw rows are, and says when it was drawn up.
func (s *Service) ledger(ctx context.Context, in *ProjectPath) (question, error) {
	project := in.ProjectKey
	return question{operation: "ledger", scope: projectScope(project), ttl: rawTTL, ask: func(ctx context.Context) (any, rum.Method, error) {
		stored, err := s.Store.Ledger(ctx, project)
		if err != nil {
			return nil, "", err
		}
		intake, err := s.Intake.Intake(ctx, project, stored.Positions)
		if err != nil {
			return nil, "", err
		}
		newest, err := s.Store.NewestArrival(ctx, project)
		if err != nil {
			return nil, "", err
		}
		oldest, err := s.Intake.OldestWaiting(ctx, stored.Positions)
		return ledgerAnswer{rum.Balance(stored, intake, s.Now().UTC()), since(newest), since(oldest)}, "", err
	}}, s.admit(ctx, project)
}

// pageViews looks up whose page it is first: a page of another project is not there.
func (s *Service) pageViews(ctx context.Context, in *pageInput) (question, error) {
	id, err := parsePageID(in.PageID)
	if err != nil {
		return question{}, err
	}
	span, err := in.span(s.Now(), rawTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	n, err := pageViewsLimit.parse(in.Limit)
	if err != nil {
		return question{}, err
	}
	if err := s.admitPage(ctx, id); err != nil {
		return question{}, err
	}
	return question{
		operation: "views", scope: cache.Scope{Entity: "page", Identifier: strconv.FormatInt(id, 10)}, ttl: rawTTL,
		params: append([]string{strconv.Itoa(n)}, spanParams(span)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			rows, err := s.Store.PageViews(ctx, id, span, n)
			return list(rows, func(v rum.PageView) viewAnswer { return viewAnswer(v) }), "", err
		},
	}, nil
}

func (s *Service) admitPage(ctx context.Context, id int64) error {
	ctx, cancel := context.WithTimeout(ctx, s.QueryTimeout)
	defer cancel()
	project, err := s.Store.PageProject(ctx, id)
	if err != nil {
		return err
	}
	if project == "" || !readerOf(ctx).mayRead(project) {
		return notFound("there is no page of this id")
	}
	return s.admit(ctx, project)
}

func (s *Service) journey(ctx context.Context, in *sessionInput) (question, error) {
	return s.ofSession(ctx, in, "journey", func(ctx context.Context, project string) (any, error) {
		rows, err := s.Store.Journey(ctx, project, in.SessionID, sessionLimit)
		return list(rows, func(v rum.PageView) viewAnswer { return viewAnswer(v) }), err
	})
}

func (s *Service) sessionErrors(ctx context.Context, in *sessionInput) (question, error) {
	return s.ofSession(ctx, in, "session_errors", func(ctx context.Context, project string) (any, error) {
		rows, err := s.Store.SessionErrors(ctx, project, in.SessionID, sessionLimit)
		return list(rows, newErrorAnswer), err
	})
}

func (s *Service) ofSession(ctx context.Context, in *sessionInput, operation string, ask func(context.Context, string) (any, error)) (question, error) {
	project, err := s.sessionProject(ctx, in)
	return question{operation: operation, ask: func(ctx context.Context) (any, rum.Method, error) {
		if project == "" { // nobody's session: nothing happened in it
			return []struct{}{}, "", nil
		}
		answer, err := ask(ctx, project)
		return answer, "", err
	}}, err
}

// sessionProject is the project whose session is asked for: the token's, the one that is named, or the only one there is; empty when there is none.
func (s *Service) sessionProject(ctx context.Context, in *sessionInput) (string, error) {
	who := readerOf(ctx)
	switch {
	case in.ProjectKey != "":
		return in.ProjectKey, s.admit(ctx, in.ProjectKey)
	case !who.all:
		return who.project, s.admit(ctx, who.project)
	}
	ctx, cancel := context.WithTimeout(ctx, s.QueryTimeout)
	defer cancel()
	projects, err := s.Store.SessionProjects(ctx, in.SessionID)
	switch {
	case err != nil:
		return "", err
	case len(projects) > 1:
		return "", badRequest("sessions of several projects have this id: say which with ?projectKey=")
	case len(projects) == 0:
		return "", nil
	}
	return projects[0], s.admit(ctx, projects[0])
}
