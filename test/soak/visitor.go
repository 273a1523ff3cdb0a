package soak

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Mix says what the generated traffic is like: each a chance from 0 to 1.
type Mix struct {
	Anonymous float64 // visits of clients that send neither ids nor view ids
	Shuffled  float64 // visits whose events leave in any order
	Repeated  float64 // beacons that are sent again after their 202
	Resplit   float64 // visits whose events are sent once more, in other beacons
	Mixed     float64 // visits that share their beacons with another one, of another session
	Old       float64 // visits before which a beacon of long ago is sent again
	Poisoned  float64 // beacons that hold, or are, something that cannot be processed
}

// usualMix has something of everything but poison.
func usualMix() Mix {
	return Mix{Anonymous: 0.2, Shuffled: 0.3, Repeated: 0.05, Resplit: 0.05, Mixed: 0.05, Old: 0.05}
}

// visitor makes the beacons of one sender.
type visitor struct {
	name     string
	projects []*Project
	mix      Mix
	pace     time.Duration
	random   *rand.Rand
	old      []*Beacon // some of those that got their 202
	visits   int
	events   int
}

// visit makes the beacons of one page view, in the order in which they are to be sent.
func (v *visitor) visit() []*Beacon {
	v.visits++
	project := v.projects[v.random.IntN(len(v.projects))]
	events := v.pageView()
	if v.chance(v.mix.Mixed) {
		v.visits++
		events = append(events, v.pageView()...)
		v.shuffle(events)
	}
	if v.chance(v.mix.Shuffled) {
		v.shuffle(events)
	}
	beacons := v.pack(project, events)
	if v.chance(v.mix.Resplit) {
		more := slices.Clone(events) // those in the beacons keep their places
		v.shuffle(more)
		beacons = append(beacons, v.pack(project, more[:1+v.random.IntN(len(more))])...)
	}
	if len(v.old) > 0 && v.chance(v.mix.Old) {
		beacons = append(beacons, v.old[v.random.IntN(len(v.old))])
	}
	if v.chance(v.mix.Shuffled) {
		v.random.Shuffle(len(beacons), func(i, j int) { beacons[i], beacons[j] = beacons[j], beacons[i] })
	}
	if v.chance(v.mix.Poisoned * float64(len(beacons))) {
		beacons = slices.Insert(beacons, v.random.IntN(len(beacons)+1), v.poison(project))
	}
	return beacons
}

// pack puts events into beacons of some events each.
func (v *visitor) pack(project *Project, events []*Event) (beacons []*Beacon) {
	for len(events) > 0 {
		n := min(len(events), 1+v.random.IntN(5))
		b := newBeacon(project, events[:n:n], v.head())
		if v.chance(v.mix.Repeated) {
			b.again = 1 + v.random.IntN(2)
		}
		beacons = append(beacons, b)
		events = events[n:]
	}
	return beacons
}

// keep remembers a beacon that got its 202, so that it can be sent again long after.
func (v *visitor) keep(b *Beacon) {
	const most = 100
	if len(v.old) < most {
		v.old = append(v.old, b)
	} else {
		v.old[v.random.IntN(most)] = b
	}
}

func (v *visitor) shuffle(events []*Event) {
	v.random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
}

func (v *visitor) now() int64 { return time.Now().UnixMilli() }

func (v *visitor) chance(p float64) bool { return v.random.Float64() < p }

func (v *visitor) head() object {
	head := object{"context": object{"timezone": "Europe/Berlin", "language": "de", "device": "mobile"}}
	if v.chance(0.7) {
		head["sentAt"] = time.Now().UnixMilli()
	}
	return head
}

var paths = []string{"/", "/home", "/cart", "/checkout", "/about/us", "/legal"}

// pageView makes the events of one page view.
func (v *visitor) pageView() []*Event {
	anonymous := v.chance(v.mix.Anonymous)
	began := time.Now().UnixMilli() - v.random.Int64N(20_000)
	base := Event{Session: fmt.Sprintf("%s-%d", v.name, v.visits/4), Path: paths[v.visits%len(paths)]}
	if anonymous { // its session and path alone tell its view from others
		base.Session = fmt.Sprintf("%s-%d-anonymous", v.name, v.visits)
	} else {
		base.ViewID = fmt.Sprintf("%s-view-%d", v.name, v.visits)
	}
	var events []*Event
	add := func(after int64, k kind, name string, value *float64) {
		e := base
		v.events++
		e.ID, e.Kind, e.TS, e.Value = fmt.Sprintf("%s.%d", v.name, v.events), k, began+after, value
		switch e.Name = name; k {
		case jsError:
			e.Name = brokenMessage(e.ID)
		case custom, resource:
			e.Name = e.ID
		}
		var more object
		if !anonymous {
			more = object{"viewStart": began, "navigationType": "navigate"}
		}
		e.encode(!anonymous, more)
		events = append(events, &e)
	}
	add(0, pageView, "", nil)
	v.vitals(add)
	v.others(add)
	return events
}

// vitals adds reports of every vital, several of those that change while a page is open. Values are small multiples
// of powers of two: any floating-point column holds them exactly.
func (v *visitor) vitals(add func(after int64, k kind, name string, value *float64)) {
	value := func(unit float64, most int) *float64 {
		x := unit * float64(v.random.IntN(most))
		return &x
	}
	add(40, webVital, "ttfb", value(0.25, 4000))
	if v.chance(0.9) {
		add(300, webVital, "fcp", value(0.25, 8000))
	}
	if v.chance(0.3) {
		add(700, webVital, "fid", value(0.25, 1000))
	}
	for i := range 1 + v.random.Int64N(3) {
		add(400+100*i, webVital, "lcp", value(0.25, 20_000))
	}
	zero := 0.0
	add(900, webVital, "cls", &zero) // a real 0, that later reports may supersede
	for i := range v.random.Int64N(3) {
		add(1000+10*i, webVital, "cls", value(1.0/1024, 600))
	}
	for i := range v.random.Int64N(3) {
		add(2000+i/2, webVital, "inp", value(0.25, 2000)) // two of the same time: the greater value wins
	}
}

func (v *visitor) others(add func(after int64, k kind, name string, value *float64)) {
	one := 1.0
	for i := range v.random.Int64N(2) {
		add(1500+i, jsError, "", nil)
	}
	for i := range v.random.Int64N(3) {
		add(1600+i, custom, "", &one)
	}
	if v.chance(0.3) {
		add(1700, resource, "", &one)
	}
}
