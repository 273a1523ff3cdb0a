package bench

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"paceline/internal/rum"
)

// population makes up sessions and their page views. What one session's views have in common, a slow device or
// network, makes samples of sessions less sure than samples of views.
type population struct{ dice *rand.Rand }

func newPopulation(seed uint64) population { return population{dice: rand.New(rand.NewPCG(seed, 0))} }

// session is one visitor's.
type session struct {
	id       string
	slowness float64
	views    int
}

// session is the next one; on average it has three page views.
func (p population) session() session {
	var id [16]byte
	binary.LittleEndian.PutUint64(id[:], p.dice.Uint64())
	binary.LittleEndian.PutUint64(id[8:], p.dice.Uint64())
	return session{
		id:       base64.URLEncoding.EncodeToString(id[:12]),
		slowness: p.dice.NormFloat64() * 0.4,
		views:    1 + int(p.dice.ExpFloat64()*2.5),
	}
}

// sampledView is one page view as it was, measured or not.
type sampledView struct {
	vitals [rum.VitalCount]float64
	has    [rum.VitalCount]bool
	failed bool // it had a JavaScript error
}

// view is the next of a session. Times are log-normal, about as in the field; many views have no shift at all, and many
// no interaction.
func (p population) view(of session) (v sampledView) {
	set := func(vital rum.Vital, value float64) { v.vitals[vital], v.has[vital] = value, true }
	set(rum.LCP, math.Exp(7.3+of.slowness+p.dice.NormFloat64()*0.55))
	if p.dice.IntN(5) < 3 {
		set(rum.INP, math.Exp(4.6+0.8*of.slowness+p.dice.NormFloat64()*0.7))
	}
	shift := 0.0
	if p.dice.IntN(2) == 0 {
		shift = math.Min(math.Exp(-2.8+p.dice.NormFloat64()*1.1), 5)
	}
	set(rum.CLS, shift)
	v.failed = p.dice.IntN(100) == 0
	return v
}
