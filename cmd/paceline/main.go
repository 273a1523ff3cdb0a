// Command paceline is the whole of Paceline in one binary: `paceline serve` runs every service.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"paceline/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(app.Main(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
