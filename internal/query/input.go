package query

import (
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// The parameters of the paths. They are read as text and parsed here, so that every refusal is a 400 that names what is
// allowed. Embedded types are exported because the API library reads only those.

// ProjectPath is the project in a path.
type ProjectPath struct {
	ProjectKey string `path:"projectKey" example:"my-website" doc:"Key of the project."`
}

// Selection is the page views a question is about.
type Selection struct {
	ProjectPath
	Range
	Filters []string `query:"filter,explode" example:"[\"device:mobile\"]" doc:"dimension:value keeps page views with the value, dimension!:value those without; several values with commas between them. Repeat it: all filters must hold. What is absent is (unknown)."`
}

// PageSelection is a selection that may be of one page.
type PageSelection struct {
	Selection
	Page string `query:"page" example:"1" doc:"Id of a page, as the lists of pages give it: only its page views. A page of another project has none."`
}

// selection reads the parameters.
func (in Selection) selection(now time.Time, snap, fallback time.Duration) (store.Select, error) {
	span, err := in.span(now, snap, fallback)
	if err != nil {
		return store.Select{}, err
	}
	filters, err := parseFilters(in.Filters)
	if err != nil {
		return store.Select{}, err
	}
	return store.Select{Project: in.ProjectKey, Span: span, Filters: filters}, nil
}

type seriesInput struct {
	PageSelection
	Interval string `query:"interval" example:"1 hour" doc:"Length of a bucket: 1 minute to 1 day, also as 5m, 1hour or 6h; at most 500 buckets. Chosen by the range when absent."`
}

type pagesInput struct {
	Selection
	Limit string `query:"limit"`
}

type viewsInput struct {
	PageSelection
	Limit string `query:"limit"`
}

type distributionInput struct {
	PageSelection
	Metric string `query:"metric"`
}

type slowPagesInput struct {
	Selection
	Metric     string `query:"metric"`
	Percentile string `query:"percentile"`
	Limit      string `query:"limit"`
}

type breakdownInput struct {
	PageSelection
	Dimension string `path:"dimension"`
	Limit     string `query:"limit"`
}

type eventsInput struct {
	ProjectPath
	Range
	Type  string `query:"type"`
	Limit string `query:"limit"`
}

type errorsInput struct {
	PageSelection
	Limit string `query:"limit"`
}

type errorGroupInput struct {
	PageSelection
	GroupID string `path:"groupId" example:"0123456789abcdef" doc:"Id of the error group, as the list of errors gives it."`
	Limit   string `query:"limit"`
}

type sessionsInput struct {
	PageSelection
	Limit string `query:"limit"`
}

type deadLettersInput struct {
	ProjectPath
	Limit string `query:"limit"`
}

type pageInput struct {
	PageID string `path:"pageId" example:"1" doc:"Id of the page, as the lists of pages give it."`
	Range
	Limit string `query:"limit"`
}

type sessionInput struct {
	SessionID  string `path:"sessionId" doc:"Id of the session."`
	ProjectKey string `query:"projectKey" doc:"Key of the project: required where sessions of several projects have this id."`
}

// The bounds of the lists.
var (
	pagesLimit     = entries{normal: 50, most: 10_000}
	slowPagesLimit = entries{normal: 10, most: 100}
	breakdownLimit = entries{normal: 50, most: 1000}
	viewsLimit     = entries{normal: 100, most: 1000}
	pageViewsLimit = entries{normal: 1000, most: 1000}
	errorsLimit    = entries{normal: 50, most: 500}
	eventsLimit    = entries{normal: 100, most: 1000}
	sessionsLimit  = entries{normal: 50, most: 500}

	occurrencesLimit = entries{normal: 20, most: 100}
)

// sessionLimit is the most page views or errors of a session that are shown.
const sessionLimit = 1000

func limitParam(l entries) *huma.Param {
	least, most := 1.0, float64(l.most)
	return &huma.Param{
		Name: "limit", In: "query", Description: "The most entries to answer.",
		Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most, Default: l.normal},
	}
}

func metricParam(description string) *huma.Param {
	return choice("metric", "query", description, vitalColumns(), rum.LCP.Info().Column)
}

func percentileParam() *huma.Param {
	return choice("percentile", "query", "The percentile to rank by.", []string{"p75", "p95"}, "p95")
}

func eventTypeParam() *huma.Param {
	return choice("type", "query", "The type of the events.", []string{string(rum.TypeCustom), string(rum.TypeResource)}, string(rum.TypeCustom))
}

func dimensionParam() *huma.Param {
	var aliases []string
	for _, d := range rum.Dimensions() {
		aliases = append(aliases, d.Aliases...)
	}
	param := choice("dimension", "path", "What to break down by. Other spellings: "+strings.Join(aliases, ", ")+".", dimensionNames(), "")
	param.Required = true
	param.Schema.Enum = append(param.Schema.Enum, anys(aliases)...)
	return param
}

func choice(name, in, description string, values []string, normal string) *huma.Param {
	schema := &huma.Schema{Type: huma.TypeString, Enum: anys(values)}
	if normal != "" {
		schema.Default = normal
	}
	return &huma.Param{Name: name, In: in, Description: description, Schema: schema}
}

func anys(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}
