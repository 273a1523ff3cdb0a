package app

import (
	"math"
	"strings"
	"testing"
)

func TestMistakesOfTheCollectorAreTold(t *testing.T) {
	for _, c := range []struct {
		flags otlpFlags
		want  string // in the mistake; none when empty
	}{
		{otlpFlags{OTLPSample: 0.01}, ""},
		{otlpFlags{OTLP: "http://collector:4318", OTLPSample: 1, OTLPLogs: true}, ""},
		{otlpFlags{OTLP: "https://collector/otlp", OTLPSample: 0}, ""},
		{otlpFlags{OTLP: "collector:4318"}, "want http://host:4318"},
		{otlpFlags{OTLP: "grpc://collector:4317"}, "want http://host:4318"},
		{otlpFlags{OTLP: "https://me:geheim@collector"}, "OTEL_EXPORTER_OTLP_HEADERS"},
		{otlpFlags{OTLPLogs: true}, "--otlp-logs: say where to"},
		{otlpFlags{OTLPSample: 1.5}, "from 0 to 1"},
		{otlpFlags{OTLPSample: -0.1}, "from 0 to 1"},
		{otlpFlags{OTLPSample: math.NaN()}, "from 0 to 1"},
	} {
		mistakes := c.flags.check()
		switch {
		case c.want == "" && len(mistakes) > 0, c.want != "" && len(mistakes) != 1:
			t.Errorf("%+v: %v", c.flags, mistakes)
		case c.want != "" && (!strings.Contains(mistakes[0].Error(), c.want) || strings.Contains(mistakes[0].Error(), "geheim")):
			t.Errorf("%+v: %v", c.flags, mistakes)
		}
	}
}
