package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"paceline/internal/rum"
)

// session is one made-up visit: a walk through the shop.
type session struct {
	dice    *rand.Rand
	id      string
	start   int64 // ms since the epoch
	client  client
	place   place
	network network
}

func newSession(dice *rand.Rand, start int64) session {
	s := session{dice: dice, id: newID(dice), start: start, place: pick(dice, places())}
	// Bots come alone and look at one page, so that their share of the views is less than of the sessions.
	if dice.Float64() < 0.075 {
		s.client = pick(dice, bots())
	} else {
		s.client = pick(dice, clients())
	}
	s.network = pick(dice, networksOf(s.client.device))
	return s
}

// newID is a random id, 32 hexadecimal digits.
func newID(dice *rand.Rand) string { return fmt.Sprintf("%016x%016x", dice.Uint64(), dice.Uint64()) }

// tell yields the records of the session's views that begin in [first, end), and reports whether to go on.
func (s session) tell(first, end int64, yield func(rum.Record) bool) bool {
	at := s.start
	for i, path := range s.walk() {
		v := s.look(path, at, i == 0) // rolls the dice for views outside, too: they decide what comes after
		at = v.end + 150
		if v.start < first || v.start >= end {
			continue
		}
		for _, record := range v.records() {
			if !yield(record) {
				return false
			}
		}
	}
	return true
}

// walk is the paths of a session in order.
func (s session) walk() []string {
	entries := []weighted[string]{{45, "/"}, {30, s.anyProduct()}, {20, s.anyCategory()}, {5, "/story"}}
	path := pick(s.dice, entries)
	paths := []string{path}
	for !s.client.bot && len(paths) < 9 && s.dice.Float64() < 0.70 {
		switch path {
		case "/cart":
			path = pick(s.dice, []weighted[string]{{5, "/checkout"}, {5, s.anyProduct()}})
		case "/checkout":
			return paths
		default:
			path = pick(s.dice, []weighted[string]{{50, s.anyProduct()}, {28, s.anyCategory()}, {12, "/cart"}, {7, "/"}, {3, "/story"}})
		}
		paths = append(paths, path)
	}
	return paths
}

func (s session) anyProduct() string {
	n := s.dice.IntN(12)
	return fmt.Sprintf("/product/%d", 1+min(n, s.dice.IntN(12))) // the first ones are liked best
}

func (s session) anyCategory() string {
	all := categories()
	return "/category/" + all[s.dice.IntN(len(all))].Key
}

// record wraps events the way a beacon of the SDK would have arrived.
func (s session) record(start, sent int64, events []rum.Event) rum.Record {
	name, _ := release(time.UnixMilli(start))
	return rum.Record{
		Project: HistoryProject, Session: s.id, Arrived: sent + int64(s.network.rtt) + 20, SentAt: sent, SDK: "paceline-demo/1",
		UserAgent: s.client.userAgent, Context: contextOf(s.client, s.place, s.network, name), Events: events,
	}
}
