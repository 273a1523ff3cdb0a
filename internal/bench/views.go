package bench

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// siteDays is how far back the stored page views reach.
const siteDays = 30

// fillBatch is how many page views one transaction brings.
const fillBatch = 20_000

// site makes up page views of one project in order of time. Unlike the demo's history it tells whole rows, no beacons:
// ten millions of them must not take an hour.
type site struct {
	project string
	dice    *rand.Rand
	begin   int64 // ms
	step    float64
	made    int
	session string
}

func newSite(project string, before time.Time, views int) *site {
	span := siteDays * 24 * time.Hour.Milliseconds()
	return &site{
		project: project, dice: rand.New(rand.NewPCG(trafficSeed, 1)),
		begin: before.UnixMilli() - span, step: float64(span) / float64(views),
	}
}

// next is one page view, and now and then a JavaScript error of it.
func (s *site) next() (rum.PageView, *rum.JSError) {
	if s.session == "" || s.dice.IntN(3) == 0 {
		s.session = s.id()
	}
	at := s.begin + int64((float64(s.made)+s.dice.Float64())*s.step)
	s.made++
	v := rum.PageView{
		Where:   rum.Where{Project: s.project, Website: "shop.example", Path: s.path()},
		Visitor: s.visitor(at), ViewID: s.id(), SessionID: s.session,
		Timestamp: at, Arrived: at + 1200 + s.dice.Int64N(1000), FirstTS: at, LastTS: at + 2000 + int64(s.dice.ExpFloat64()*30_000), PageViewTS: at + 1,
		NavigationType: s.oneOf("navigate", "navigate", "navigate", "reload", "back-forward", "back-forward-cache"),
		ViewportWidth:  1280, ViewportHeight: 720, RTT: float64(50 * s.dice.IntN(6)),
	}
	s.report(&v)
	if s.dice.IntN(100) != 0 {
		return v, nil
	}
	return v, &rum.JSError{
		Where: v.Where, Visitor: v.Visitor, ID: s.id(), SessionID: v.SessionID, ViewID: v.ViewID,
		Name: "TypeError", ErrorDetail: rum.ErrorDetail{Message: fmt.Sprintf("fault %d", s.dice.IntN(30)), Stack: "at app.js:1:1"},
		Timestamp: at, Arrived: at,
	}
}

// id is one of the SDK's: 96 random bits as 16 characters, in which there is nothing to compress.
func (s *site) id() string {
	var bits [12]byte
	binary.LittleEndian.PutUint64(bits[:], s.dice.Uint64())
	binary.LittleEndian.PutUint32(bits[8:], s.dice.Uint32())
	return base64.RawURLEncoding.EncodeToString(bits[:])
}

// path favours few pages of many.
func (s *site) path() string {
	return fmt.Sprintf("/catalog/page-%c%d", 'a'+rune(s.dice.IntN(3)), int(s.dice.ExpFloat64()*40))
}

// oneOf favours the first values.
func (s *site) oneOf(values ...string) string {
	return values[min(int(s.dice.ExpFloat64()*1.5), len(values)-1)]
}

func (s *site) visitor(at int64) rum.Visitor {
	return rum.Visitor{
		Device: s.oneOf("mobile", "desktop", "tablet"), Browser: s.oneOf("Chrome", "Safari", "Firefox", "Edge", "Samsung Internet"),
		OS: s.oneOf("Android", "iOS", "Windows", "macOS", "Linux"), Country: s.oneOf("DE", "US", "FR", "GB", "PL", "IN", "BR", "JP"),
		Connection: s.oneOf("4g", "3g", "", "2g"), Language: s.oneOf("de", "en-US", "fr", "en-GB", "pl"),
		Release: time.UnixMilli(at).UTC().Truncate(7 * 24 * time.Hour).Format("2006.01.02"), Bot: s.dice.IntN(20) == 0,
	}
}

// report adds the vitals, with attribution where the SDK sends it, and when it sends them: what loading tells at once,
// the rest at interactions or when the visitor goes.
func (s *site) report(v *rum.PageView) {
	set := func(vital rum.Vital, value float64, ts int64, attribution string) {
		v.Vitals[vital] = rum.Reading{Reported: true, Valid: true, Value: value, TS: ts, Attribution: []byte(attribution)}
	}
	ttfb, fcp := s.ms(250, 0.7), s.ms(1100, 0.6)
	set(rum.TTFB, ttfb, v.FirstTS+int64(ttfb), "")
	// A page that was opened in the background has no time of painting, and its first input is not counted.
	seen := s.dice.IntN(10) > 0
	if seen {
		set(rum.FCP, fcp, v.FirstTS+int64(fcp), "")
	}
	final := v.LastTS - 1 // of LCP: the first interaction, else the end
	if s.dice.IntN(10) < 6 {
		final = v.FirstTS + s.dice.Int64N(v.LastTS-v.FirstTS+1)
		latest := final + s.dice.Int64N(v.LastTS-final+1)
		set(rum.INP, float64(8*(1+int(s.dice.ExpFloat64()*12))), latest, fmt.Sprintf(`{"interactionTarget":"button.buy-%d"}`, s.dice.IntN(40)))
		if seen {
			set(rum.FID, s.ms(3, 0.8), max(v.FirstTS, final-s.dice.Int64N(50)), "")
		}
	}
	if seen {
		set(rum.LCP, s.ms(1900, 0.7), final, fmt.Sprintf(`{"target":"main>article>img.hero","url":"/assets/product/%d.webp"}`, s.dice.IntN(300)))
	}
	if s.dice.IntN(2) == 0 {
		set(rum.CLS, math.Round(s.dice.ExpFloat64()*0.08*1e4)/1e4, v.LastTS, fmt.Sprintf(`{"largestShiftTarget":"#banner-%d"}`, s.dice.IntN(20)))
	} else {
		set(rum.CLS, 0, v.LastTS, "")
	}
}

// ms is a log-normal time in tenths of a ms.
func (s *site) ms(median, spread float64) float64 {
	return math.Round(median*math.Exp(spread*s.dice.NormFloat64())*10) / 10
}

// fill writes page views of QueryProject to a new store.
func fill(ctx context.Context, facts store.Writer, until time.Time, views int, progress Progress) error {
	s := newSite(QueryProject, until, views)
	var at rum.Position
	for s.made < views {
		var batch []rum.PageView
		var faults []rum.JSError
		for range min(fillBatch, views-s.made) {
			v, fault := s.next()
			batch = append(batch, v)
			if fault != nil {
				faults = append(faults, *fault)
			}
		}
		move := store.Move{From: at, To: rum.Position{Log: "bench", Seq: at.Seq + 1}}
		if err := facts.Write(ctx, move, func(tx store.Tx) error { return put(ctx, tx, batch, faults) }); err != nil {
			return err
		}
		at = move.To
		if s.made%1_000_000 == 0 {
			progress("%s page views stored", number(float64(s.made)))
		}
	}
	return nil
}

func put(ctx context.Context, tx store.Tx, views []rum.PageView, faults []rum.JSError) error {
	var places []*rum.Where
	written := make([]*rum.PageView, len(views))
	for i := range views {
		written[i] = &views[i]
		places = append(places, &views[i].Where)
	}
	for i := range faults {
		places = append(places, &faults[i].Where)
	}
	_, err := tx.Resolve(ctx, places, store.Caps{Websites: 100, Pages: 10_000})
	if err != nil {
		return err
	}
	return errors.Join(tx.PutViews(ctx, written), tx.AddErrors(ctx, faults))
}
