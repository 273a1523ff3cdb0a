package demo

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"paceline/internal/rum"
)

// Where the generated history plays. The domain is reserved for examples, so that nobody takes it for real.
const (
	HistoryProject = "demo"
	HistoryWebsite = "demo-data.example"
)

// HistoryPerDay is a pleasant number of page views per day to show.
const HistoryPerDay = 1000

// historyLag is how far the history stays behind, so that no view is still going on when it is told.
const historyLag = 5 * time.Minute

// viewsPerSession is the mean of session.walk, by which views are turned into sessions.
const viewsPerSession = 2.9

// History tells made-up page views as records, the way ingest would have left them had the visitors been there. It
// holds about perDay page views a day, by a rhythm of day and week.
//
// It is a function of time: the same seed, hour and perDay give the same views with the same ids. It covers the views
// that began from 5 minutes before from until 5 minutes before to, so that History(a, b) and History(b, c)
// together are History(a, c), and telling a span twice tells nothing new. Records of one session are in order.
//
// There is something to find in it: a release on Thursdays makes product pages slow on telephones, and the one
// on Tuesdays mends them.
func History(seed uint64, from, to time.Time, perDay int) iter.Seq[rum.Record] {
	first, end := from.Add(-historyLag).UnixMilli(), to.Add(-historyLag).UnixMilli()
	return func(yield func(rum.Record) bool) {
		// A session may have begun in the hour before.
		hour := time.UnixMilli(first).UTC().Truncate(time.Hour).Add(-time.Hour)
		for ; hour.UnixMilli() < end; hour = hour.Add(time.Hour) {
			for _, s := range sessionsOf(seed, hour, perDay) {
				if !s.tell(first, end, yield) {
					return
				}
			}
		}
	}
}

// sessionsOf are the sessions that begin in an hour, oldest first.
func sessionsOf(seed uint64, hour time.Time, perDay int) []session {
	number := uint64(hour.Unix() / 3600)
	dice := rand.New(rand.NewPCG(seed, number))
	expected := float64(perDay) / 24 * rhythm(hour) / viewsPerSession
	count := int(expected + dice.Float64())
	starts := make([]int64, count)
	for i := range starts {
		starts[i] = hour.UnixMilli() + dice.Int64N(time.Hour.Milliseconds())
	}
	slices.Sort(starts)
	sessions := make([]session, count)
	for i, start := range starts {
		sessions[i] = newSession(rand.New(rand.NewPCG(seed^0x9e3779b97f4a7c15, number<<20+uint64(i))), start)
	}
	return sessions
}

// rhythm is how busy an hour is, 1 on average: quiet at four in the morning, busiest in the evening, and more
// so at the weekend.
func rhythm(hour time.Time) float64 {
	const peak = 17 // UTC
	day := 1 + 0.75*math.Cos(2*math.Pi*float64(hour.Hour()-peak)/24) + 0.15*math.Cos(4*math.Pi*float64(hour.Hour()-11)/24)
	switch hour.Weekday() {
	case time.Saturday:
		return day * 1.12
	case time.Sunday:
		return day * 1.23
	}
	return day * 0.93
}

// release is what the website runs at a time, and whether it is the one with the fault.
func release(at time.Time) (name string, faulty bool) {
	at = at.UTC().Add(-9 * time.Hour) // they deploy at nine
	faulty = at.Weekday() != time.Tuesday && at.Weekday() != time.Wednesday
	deployed := at
	for deployed.Weekday() != time.Tuesday && (!faulty || deployed.Weekday() != time.Thursday) {
		deployed = deployed.AddDate(0, 0, -1)
	}
	return deployed.Format("2006.01.02"), faulty
}
