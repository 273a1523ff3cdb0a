package app

import (
	"context"
	"fmt"
	"net/url"

	"paceline/internal/otlp"
)

// otlpFlags say what an OpenTelemetry collector is sent.
type otlpFlags struct {
	OTLP       string  `name:"otlp" env:"PACELINE_OTLP" help:"Send traces to this OpenTelemetry collector, over OTLP/HTTP: http://collector:4318. Headers, such as a password, come from OTEL_EXPORTER_OTLP_HEADERS. Default: none." group:"Logging" placeholder:"URL"`
	OTLPSample float64 `name:"otlp-sample" env:"PACELINE_OTLP_SAMPLE" help:"Share of the requests that are traced, 0 to 1. The same for all processes, so that a request is traced from ingest to store." default:"0.01" group:"Logging"`
	OTLPLogs   bool    `name:"otlp-logs" env:"PACELINE_OTLP_LOGS" help:"Send the collector the log, too, from the level info on; it stays where it is besides." group:"Logging"`
}

func (f otlpFlags) check() (mistakes []error) {
	// Written so that NaN is a mistake.
	if !(f.OTLPSample >= 0 && f.OTLPSample <= 1) {
		mistakes = append(mistakes, fmt.Errorf("--otlp-sample %g: want a share from 0 to 1", f.OTLPSample))
	}
	if f.OTLP == "" {
		if f.OTLPLogs {
			mistakes = append(mistakes, fmt.Errorf("--otlp-logs: say where to with --otlp http://collector:4318"))
		}
		return mistakes
	}
	u, err := url.Parse(f.OTLP)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		mistakes = append(mistakes, fmt.Errorf("--otlp: want http://host:4318 or https://host, without a password: that goes into OTEL_EXPORTER_OTLP_HEADERS"))
	}
	return mistakes
}

// openTelemetry is nil without a collector. It tells of the collector where the log is written here.
func openTelemetry(ctx context.Context, f otlpFlags, logs *logs) (*otlp.Telemetry, error) {
	if f.OTLP == "" {
		return nil, nil
	}
	collector, err := url.Parse(f.OTLP)
	if err != nil {
		return nil, err
	}
	t, err := otlp.New(ctx, otlp.Options{Collector: collector, Sample: f.OTLPSample, Logs: f.OTLPLogs, Version: version, Log: logs.of("otlp")})
	if err != nil {
		return nil, fmt.Errorf("--otlp: %w", err)
	}
	return t, nil
}
