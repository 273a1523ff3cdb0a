package query

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"paceline/internal/rum"
)

// object writes a JSON object field by field. The answers have a group of fields for every vital of the registry:
// written in a loop, a vital that is added appears without another line here.
type object struct {
	text []byte
	err  error // of the first value that could not be written
}

func (o *object) name(name string) {
	if len(o.text) == 0 {
		o.text = append(o.text, '{')
	} else {
		o.text = append(o.text, ',')
	}
	o.text = strconv.AppendQuote(o.text, name)
	o.text = append(o.text, ':')
}

func (o *object) count(name string, n int64) {
	o.name(name)
	o.text = strconv.AppendInt(o.text, n, 10)
}

// number writes null for nil: no data is never 0.
func (o *object) number(name string, value *float64) {
	o.name(name)
	if value == nil {
		o.text = append(o.text, "null"...)
		return
	}
	o.text = strconv.AppendFloat(o.text, *value, 'f', -1, 64)
}

// weight writes how many page views something stands for.
func (o *object) weight(name string, sum float64) {
	rounded := cents(sum)
	o.number(name, &rounded)
}

// cents rounds a weight: sums of fractions have more digits than they mean.
func cents(weight float64) float64 { return math.Round(weight*100) / 100 }

func (o *object) time(name string, at time.Time) {
	o.name(name)
	o.text = append(o.text, '"')
	o.text = at.UTC().AppendFormat(o.text, "2006-01-02T15:04:05.000Z")
	o.text = append(o.text, '"')
}

func (o *object) string(name, text string) { o.value(name, text) }

// value writes what has no method of its own.
func (o *object) value(name string, v any) {
	text, err := json.Marshal(v)
	if err != nil && o.err == nil {
		o.err = err
	}
	o.name(name)
	o.text = append(o.text, text...)
}

func (o *object) end() ([]byte, error) { return append(o.text, '}'), o.err }

// p75AndP95 writes what lists give of every vital: lcp_p75, lcp_p95, lcp_samples, ...
func (o *object) p75AndP95(vitals *[rum.VitalCount]rum.Percentiles) {
	for _, v := range rum.Vitals() {
		column, p := v.Info().Column, vitals[v]
		o.number(column+"_p75", p.P75)
		o.number(column+"_p95", p.P95)
		o.count(column+"_samples", p.Samples)
	}
}
