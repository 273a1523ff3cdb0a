package rum

import "time"

// Session is what one session looked like, in short.
type Session struct {
	ID                string
	Started, LastSeen time.Time // of its first and its newest page view
	Views, Errors     int64
	Visitor           Visitor // of its newest page view; without User
	Entry             Where   // the page of its first page view
	Greatest          [VitalCount]*float64
}

// SessionReach is how far before and after the newest page view that was asked for a session is looked at.
const SessionReach = 24 * time.Hour

// CoreVitals lists the Core Web Vitals: https://web.dev/articles/vitals#core-web-vitals
func CoreVitals() []Vital { return []Vital{LCP, INP, CLS} }

// WorstRating is how the worst of the session's greatest Core Web Vitals rates; empty when it has none.
func (s *Session) WorstRating() Rating {
	order := map[Rating]int{Good: 1, NeedsImprovement: 2, Poor: 3}
	var worst Rating
	for _, v := range CoreVitals() {
		if value := s.Greatest[v]; value != nil {
			if rating := v.Rate(*value); order[rating] > order[worst] {
				worst = rating
			}
		}
	}
	return worst
}
