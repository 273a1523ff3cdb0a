package query

import (
	"time"

	"paceline/internal/rum"
)

// The answers about JavaScript errors: schema/errors, error-groups and error-group.

type errorAnswer struct {
	ID         string  `json:"id"`
	GroupID    string  `json:"group_id"`
	SessionID  string  `json:"session_id"`
	ViewID     *string `json:"view_id"`
	Timestamp  instant `json:"timestamp"`
	PageID     int64   `json:"page_id"`
	Path       string  `json:"path"`
	Website    string  `json:"website"`
	Name       string  `json:"name"`
	Message    string  `json:"message"`
	Stack      *string `json:"stack"`
	Source     *string `json:"source"`
	Line       *int    `json:"line"`
	Column     *int    `json:"column"`
	DeviceType *string `json:"device_type"`
	Browser    *string `json:"browser"`
	OS         *string `json:"os"`
	Country    *string `json:"country"`
	Release    *string `json:"release"`
}

func newErrorAnswer(e rum.JSError) errorAnswer {
	return errorAnswer{
		ID: e.ID, GroupID: rum.ErrorGroupID(e.Name, e.Message), SessionID: e.SessionID, ViewID: known(e.ViewID),
		Timestamp: fromMillis(e.Timestamp), PageID: e.PageID, Path: e.Path, Website: e.Website, Name: e.Name, Message: e.Message,
		Stack: known(e.Stack), Source: known(e.Source), Line: known(e.Line), Column: known(e.Column), DeviceType: known(e.Device),
		Browser: known(e.Browser), OS: known(e.OS), Country: known(e.Country), Release: known(e.Release),
	}
}

type errorGroupAnswer struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Message   string  `json:"message"`
	Count     int64   `json:"count"`
	Sessions  int64   `json:"sessions"`
	FirstSeen instant `json:"first_seen"`
	LastSeen  instant `json:"last_seen"`
	Path      string  `json:"path"`
	Stack     *string `json:"stack"`
	Browser   *string `json:"browser"`
}

func newErrorGroupAnswer(g rum.ErrorGroup) errorGroupAnswer {
	return errorGroupAnswer{
		ID: g.ID, Name: g.Name, Message: g.Message, Count: g.Count, Sessions: g.Sessions, FirstSeen: instant(g.FirstSeen),
		LastSeen: instant(g.LastSeen), Path: g.Path, Stack: known(g.Stack), Browser: known(g.Browser),
	}
}

// listedGroupAnswer adds how the errors spread over the time.
type listedGroupAnswer struct {
	errorGroupAnswer
	Counts []int64 `json:"counts"`
}

type errorGroupDetailAnswer struct {
	errorGroupAnswer
	Series      []errorBucketAnswer    `json:"series"`
	Messages    []errorShareAnswer     `json:"messages"`
	Pages       []errorPageAnswer      `json:"pages"`
	Dimensions  []errorDimensionAnswer `json:"dimensions"`
	Occurrences []errorAnswer          `json:"occurrences"`
}

type errorBucketAnswer struct {
	Timestamp instant `json:"timestamp"`
	Count     int64   `json:"count"`
}

type errorShareAnswer struct {
	Value    string `json:"value"`
	Count    int64  `json:"count"`
	Sessions int64  `json:"sessions"`
}

type errorPageAnswer struct {
	ID       int64  `json:"id"`
	Path     string `json:"path"`
	Website  string `json:"website"`
	Count    int64  `json:"count"`
	Sessions int64  `json:"sessions"`
}

type errorDimensionAnswer struct {
	Dimension string             `json:"dimension"`
	Values    []errorShareAnswer `json:"values"`
}

func newErrorGroupDetailAnswer(d rum.ErrorGroupDetail, counts []int64, first time.Time, interval time.Duration) errorGroupDetailAnswer {
	a := errorGroupDetailAnswer{
		errorGroupAnswer: newErrorGroupAnswer(d.ErrorGroup),
		Series:           make([]errorBucketAnswer, len(counts)),
		Messages:         list(d.Messages, newErrorShareAnswer),
		Pages:            list(d.Pages, func(p rum.ErrorPage) errorPageAnswer { return errorPageAnswer(p) }),
		Dimensions: list(d.Dimensions, func(d rum.ErrorDimension) errorDimensionAnswer {
			return errorDimensionAnswer{Dimension: d.Dimension, Values: list(d.Values, newErrorShareAnswer)}
		}),
		Occurrences: list(d.Newest, newErrorAnswer),
	}
	for i, count := range counts {
		a.Series[i] = errorBucketAnswer{Timestamp: instant(first.Add(time.Duration(i) * interval)), Count: count}
	}
	return a
}

func newErrorShareAnswer(s rum.ErrorShare) errorShareAnswer { return errorShareAnswer(s) }
