package rum

import (
	"encoding/json"
	"fmt"
	"strings"

	"paceline/schema"
)

// Vital is one of the measured vitals. Its value is its place in schema/vitals.json.
type Vital uint8

// The vitals, in the registry's order. A vital added to schema/vitals.json is added here too: the package
// panics at start, and so fails every test, when the two disagree.
const (
	LCP Vital = iota
	INP
	CLS
	FCP
	TTFB
	FID
	VitalCount = iota
)

// VitalInfo is a vital's entry in the registry.
type VitalInfo struct {
	Name   string  `json:"name"`   // upper case, as on the wire
	Column string  `json:"column"` // lower case, as in the store
	Title  string  `json:"title"`
	Unit   string  `json:"unit"` // "ms", or empty for a score
	Good   float64 `json:"good"` // at or below: good
	Poor   float64 `json:"poor"` // above: poor
	Max    float64 `json:"max"`  // above: the value is dropped and flagged
	Once   bool    `json:"once"` // a page view has it once: a second report is of another view
	Doc    string  `json:"doc"`
}

var vitals = loadVitals()

func loadVitals() [VitalCount]VitalInfo {
	var list []VitalInfo
	if err := json.Unmarshal(schema.Vitals, &list); err != nil {
		panic(fmt.Sprintf("schema/vitals.json: %v", err))
	}
	order := [VitalCount]string{LCP: "LCP", INP: "INP", CLS: "CLS", FCP: "FCP", TTFB: "TTFB", FID: "FID"}
	if len(list) != VitalCount {
		panic(fmt.Sprintf("schema/vitals.json has %d vitals, package rum %d", len(list), VitalCount))
	}
	for i, name := range order {
		if list[i].Name != name {
			panic(fmt.Sprintf("schema/vitals.json: vital %d is %s, package rum says %s", i, list[i].Name, name))
		}
	}
	return [VitalCount]VitalInfo(list)
}

// Vitals lists every vital in the registry's order.
func Vitals() []Vital {
	all := make([]Vital, VitalCount)
	for i := range all {
		all[i] = Vital(i)
	}
	return all
}

// ParseVital finds a vital by its name in any case.
func ParseVital(name string) (Vital, bool) {
	for i := range vitals {
		if strings.EqualFold(vitals[i].Name, name) {
			return Vital(i), true
		}
	}
	return 0, false
}

// Info is the vital's entry in the registry.
func (v Vital) Info() VitalInfo { return vitals[v] }

// String is the vital's name on the wire: "LCP".
func (v Vital) String() string { return vitals[v].Name }

// Accepts reports whether a value is plausible: finite and within 0 and the registry's maximum.
func (v Vital) Accepts(value float64) bool {
	return value >= 0 && value <= vitals[v].Max // false for NaN
}

// Rating says how a value is felt: https://web.dev/articles/vitals#core-web-vitals
type Rating string

// The ratings, as the web-vitals library spells them.
const (
	Good             Rating = "good"
	NeedsImprovement Rating = "needs-improvement"
	Poor             Rating = "poor"
)

// Rate compares a value with the vital's thresholds: at or below good is good, above poor is poor.
func (v Vital) Rate(value float64) Rating {
	switch info := vitals[v]; {
	case value <= info.Good:
		return Good
	case value <= info.Poor:
		return NeedsImprovement
	default:
		return Poor
	}
}
