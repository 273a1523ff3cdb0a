package query

import (
	"time"

	"paceline/internal/rum"
)

// The answers about distributions: schema/summary, distribution, timeseries, pages, slow-pages and breakdown. The schemas say
// what the fields mean; a contract test holds both together.

type summaryAnswer struct {
	rum.Summary
	span rum.Span
}

func (a summaryAnswer) MarshalJSON() ([]byte, error) {
	var o object
	for _, v := range rum.Vitals() {
		o.value(v.Info().Column, newVitalAnswer(v, a.Vitals[v]))
	}
	o.count("totalSamples", a.Views)
	o.weight("estimatedViews", a.Estimated)
	o.count("sessions", a.Sessions)
	o.count("errors", a.Errors)
	o.string("method", string(a.Method))
	relativeError := relativeErrorOf(a.Method)
	o.number("relativeError", &relativeError)
	o.time("from", a.span.From)
	o.time("to", a.span.To)
	return o.end()
}

func relativeErrorOf(m rum.Method) float64 {
	if m == rum.Sketch {
		return rum.SketchError
	}
	return 0
}

type vitalAnswer struct {
	P50       *float64      `json:"p50"`
	P75       *float64      `json:"p75"`
	P90       *float64      `json:"p90"`
	P95       *float64      `json:"p95"`
	P99       *float64      `json:"p99"`
	Samples   int64         `json:"samples"`
	Estimated float64       `json:"estimatedSamples"`
	Rating    *rum.Rating   `json:"rating"`
	Ratings   ratingsAnswer `json:"ratings"`
}

type ratingsAnswer struct {
	Good             float64 `json:"good"`
	NeedsImprovement float64 `json:"needsImprovement"`
	Poor             float64 `json:"poor"`
}

func newVitalAnswer(v rum.Vital, s rum.VitalSummary) vitalAnswer {
	return vitalAnswer{
		P50: s.P50, P75: s.P75, P90: s.P90, P95: s.P95, P99: s.P99, Samples: s.Samples, Estimated: cents(s.Estimated),
		Rating:  ratingOf(v, s.P75),
		Ratings: ratingsAnswer{Good: cents(s.Good), NeedsImprovement: cents(s.NeedsImprovement), Poor: cents(s.Poor)},
	}
}

// ratingOf is nil when there is nothing to rate.
func ratingOf(v rum.Vital, value *float64) *rum.Rating {
	if value == nil {
		return nil
	}
	rating := v.Rate(*value)
	return &rating
}

type distributionAnswer struct {
	Metric string `json:"metric"`
	Unit   string `json:"unit"`
	vitalAnswer
	Good          float64     `json:"good"`
	Poor          float64     `json:"poor"`
	Method        rum.Method  `json:"method"`
	RelativeError float64     `json:"relativeError"`
	From          instant     `json:"from"`
	To            instant     `json:"to"`
	Bins          []binAnswer `json:"bins"`
}

type binAnswer struct {
	From  float64  `json:"from"`
	To    *float64 `json:"to"`
	Count float64  `json:"count"`
}

func newDistributionAnswer(v rum.Vital, d rum.Distribution, span rum.Span) distributionAnswer {
	info := v.Info()
	return distributionAnswer{
		Metric: info.Column, Unit: info.Unit, vitalAnswer: newVitalAnswer(v, d.VitalSummary), Good: info.Good, Poor: info.Poor,
		Method: d.Method, RelativeError: relativeErrorOf(d.Method), From: instant(span.From), To: instant(span.To),
		Bins: list(d.Bins, func(b rum.Bin) binAnswer { return binAnswer{From: b.From, To: b.To, Count: cents(b.Count)} }),
	}
}

type bucketAnswer rum.Bucket

func (a bucketAnswer) MarshalJSON() ([]byte, error) {
	var o object
	o.time("timestamp", a.Start)
	o.count("sample_count", a.Views)
	o.weight("estimated_count", a.Estimated)
	for _, v := range rum.Vitals() {
		column, p := v.Info().Column, a.Vitals[v]
		o.number(column+"_p50", p.P50)
		o.number(column+"_p75", p.P75)
		o.number(column+"_p90", p.P90)
		o.number(column+"_p95", p.P95)
		o.number(column+"_p99", p.P99)
		o.count(column+"_samples", p.Samples)
	}
	return o.end()
}

type pageAnswer rum.PageRow

func (a pageAnswer) MarshalJSON() ([]byte, error) {
	var o object
	o.count("id", a.ID)
	o.string("path", a.Path)
	o.string("page_name", pageName(a.Path))
	o.string("website", a.Website)
	o.count("sample_count", a.Views)
	o.weight("estimated_count", a.Estimated)
	o.number("lcp_p95", a.Vitals[rum.LCP].P95)
	o.time("last_seen", a.LastSeen)
	for _, v := range rum.Vitals() {
		o.number(v.Info().Column+"_p75", a.Vitals[v].P75)
	}
	return o.end()
}

type slowPageAnswer struct {
	ID          int64       `json:"id"`
	Path        string      `json:"path"`
	PageName    string      `json:"page_name"`
	Website     string      `json:"website"`
	MetricP75   *float64    `json:"metric_p75"`
	MetricP95   *float64    `json:"metric_p95"`
	SampleCount int64       `json:"sample_count"`
	Estimated   float64     `json:"estimated_count"`
	Samples     int64       `json:"samples"`
	Rating      *rum.Rating `json:"rating"`
}

func newSlowPageAnswer(v rum.Vital, p rum.SlowPage) slowPageAnswer {
	return slowPageAnswer{
		ID: p.ID, Path: p.Path, PageName: pageName(p.Path), Website: p.Website, MetricP75: p.P75, MetricP95: p.P95,
		SampleCount: p.Views, Estimated: cents(p.Estimated), Samples: p.Samples, Rating: ratingOf(v, p.P75),
	}
}

type breakdownAnswer rum.BreakdownRow

func (a breakdownAnswer) MarshalJSON() ([]byte, error) {
	var o object
	o.string("dimension_value", a.Value)
	o.count("sample_count", a.Views)
	o.weight("estimated_count", a.Estimated)
	o.p75AndP95(&a.Vitals)
	return o.end()
}

// instant is a time as the answers write it: UTC, to the millisecond.
type instant time.Time

func (i instant) MarshalJSON() ([]byte, error) {
	return time.Time(i).UTC().AppendFormat(nil, `"2006-01-02T15:04:05.000Z"`), nil
}

func fromMillis(ms int64) instant { return instant(time.UnixMilli(ms)) }
