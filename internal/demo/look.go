package demo

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"paceline/internal/rum"
)

// look is one made-up page view. Its first beacon leaves once the page is there, its second when the visitor goes.
type look struct {
	session    session
	path       string
	id         string
	start, end int64 // ms since the epoch
	loaded     []rum.Event
	left       []rum.Event
}

// look makes a page view up, with vitals that hang together: the network makes TTFB, the processor what follows.
func (s session) look(path string, start int64, first bool) look {
	v := look{session: s, path: path, id: newID(s.dice), start: start}
	slowness := s.client.slowness

	ttfb := logNormal(s.dice, 190, 0.45) * s.network.factor * s.place.distance
	if path == "/story" {
		ttfb += 900
	}
	fcp := ttfb + logNormal(s.dice, 380, 0.4)*slowness
	imageTime := logNormal(s.dice, 420, 0.55) * math.Sqrt(slowness*s.network.factor)
	if path == "/" {
		imageTime *= 1.8
	}
	if _, faulty := release(time.UnixMilli(start)); faulty && s.client.device == "mobile" && strings.HasPrefix(path, "/product/") {
		imageTime += logNormal(s.dice, 1700, 0.35) // the image is loaded by a script now
	}
	lcp := min(fcp+imageTime, 60_000)
	stay := int64(min(2500+logNormal(s.dice, 14_000, 0.9), 110_000))
	if s.client.bot {
		stay = 2500
	}
	v.end = start + int64(lcp) + stay

	v.report(&v.loaded, rum.TypePageView, "page_view", 0, first, nil)
	v.report(&v.loaded, rum.TypeWebVital, "TTFB", ttfb, first, nil)
	v.report(&v.loaded, rum.TypeWebVital, "FCP", fcp, first, nil)
	v.report(&v.loaded, rum.TypeWebVital, "LCP", lcp, first, map[string]any{
		"target": largestOf(path), "timeToFirstByte": round(ttfb), "resourceLoadDelay": round(fcp - ttfb),
		"resourceLoadDuration": round(imageTime * 0.7), "elementRenderDelay": round(imageTime * 0.3),
	})
	if s.client.chromium {
		v.reportShift(first)
	}
	if !s.client.bot && s.dice.Float64() < 0.72 {
		v.reportInteraction(first)
	}
	v.reportExtras(first)
	return v
}

// reportShift adds CLS: mostly nothing moves at all.
func (v *look) reportShift(first bool) {
	dice := v.session.dice
	chance, median := 0.3, 0.03
	if strings.HasPrefix(v.path, "/category/") {
		chance, median = 0.75, 0.09 // the late banner
	}
	if dice.Float64() >= chance {
		v.report(&v.left, rum.TypeWebVital, "CLS", 0, first, nil)
		return
	}
	shift := min(logNormal(dice, median, 0.8), 2)
	v.report(&v.left, rum.TypeWebVital, "CLS", shift, first, map[string]any{"largestShiftTarget": "main>ul.cards"})
}

// reportInteraction adds INP, in steps of 8 ms as browsers give it, and FID.
func (v *look) reportInteraction(first bool) {
	dice, slowness := v.session.dice, v.session.client.slowness
	inp := logNormal(dice, 62, 0.6) * slowness
	target := "nav>a"
	if strings.HasPrefix(v.path, "/product/") && dice.Float64() < 0.3 {
		inp += 180 * slowness
		target = "article.product>div>button.button"
	}
	inp = max(16, math.Round(inp/8)*8)
	v.report(&v.left, rum.TypeWebVital, "INP", inp, first, map[string]any{
		"interactionTarget": target, "interactionType": "pointer",
		"inputDelay": round(inp * 0.15), "processingDuration": round(inp * 0.6), "presentationDelay": round(inp * 0.25),
	})
	v.report(&v.left, rum.TypeWebVital, "FID", min(logNormal(dice, 5, 0.9)*slowness, inp), first, nil)
}

// reportExtras adds what is not a vital: purchases, and errors mostly in the cart.
func (v *look) reportExtras(first bool) {
	dice := v.session.dice
	if v.session.client.bot {
		return
	}
	if strings.HasPrefix(v.path, "/product/") && dice.Float64() < 0.18 {
		v.report(&v.left, rum.TypeCustom, "add_to_cart", float64(12+dice.IntN(140)), first, nil)
		v.left[len(v.left)-1].Data = json.RawMessage(`{"currency":"EUR"}`)
	}
	chance := 0.006
	if v.path == "/cart" || v.path == "/checkout" {
		chance = 0.09
	}
	if dice.Float64() < chance {
		v.report(&v.left, rum.TypeError, "", 0, first, nil)
		last := &v.left[len(v.left)-1]
		last.Name, last.Error = v.fault()
	}
}

// fault is one of the shop's errors.
func (v *look) fault() (name string, detail *rum.ErrorDetail) {
	source := "https://" + HistoryWebsite + "/static/shop.js"
	if v.session.dice.Float64() < 0.7 {
		message := "Cannot read properties of undefined (reading 'code')"
		return "TypeError", &rum.ErrorDetail{
			Message: message, Stack: "TypeError: " + message + "\n    at applyVoucher (" + source + ":62:11)",
			Source: source, Line: 62, Column: 11, Kind: "error",
		}
	}
	return "Error", &rum.ErrorDetail{
		Message: "Delivery service did not answer", Stack: "Error: Delivery service did not answer\n    at estimateDelivery (" + source + ":67:23)",
		Source: source, Line: 67, Column: 23, Kind: "unhandledrejection",
	}
}

// report adds an event to one of the beacons.
func (v *look) report(to *[]rum.Event, t rum.EventType, name string, value float64, first bool, attribution map[string]any) {
	navigation := "navigate"
	if !first && v.id[0] == '0' { // one in sixteen goes back
		navigation = "back-forward"
	}
	e := rum.Event{
		ID: fmt.Sprintf("%s-%d", v.id, len(v.loaded)+len(v.left)), Type: t, Name: name, TS: v.timeOf(t, to, value),
		Page: "https://" + HistoryWebsite + v.path, ViewID: v.id, ViewStart: v.start, NavigationType: navigation,
	}
	if t == rum.TypeWebVital || t == rum.TypeCustom {
		rounded := round(value)
		e.Value = &rounded
	}
	if attribution != nil {
		e.Attribution, _ = json.Marshal(attribution) // strings and finite numbers always can be
	}
	*to = append(*to, e)
}

// timeOf is when an event is reported: the page view at once, loading as it happens, the rest on leaving.
func (v *look) timeOf(t rum.EventType, to *[]rum.Event, value float64) int64 {
	switch {
	case t == rum.TypePageView:
		return v.start + 1
	case to == &v.loaded:
		return v.start + int64(value)
	default:
		return v.end
	}
}

// records are the beacons of the view in order. Nothing is left to say where no vital came late.
func (v look) records() []rum.Record {
	loaded := v.loaded[len(v.loaded)-1].TS + 1000
	records := []rum.Record{v.session.record(v.start, loaded, v.loaded)}
	if len(v.left) > 0 {
		records = append(records, v.session.record(v.start, v.end+5, v.left))
	}
	return records
}

// largestOf is the element that is the largest on a page.
func largestOf(path string) string {
	switch {
	case path == "/":
		return "section.hero>img"
	case strings.HasPrefix(path, "/product/"):
		return "article.product>img"
	case strings.HasPrefix(path, "/category/"):
		return "ul.cards>li>a.card>img"
	}
	return "main>p"
}

// round keeps four decimals: enough for CLS, and short on the wire.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }
