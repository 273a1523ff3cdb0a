package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type readyCommand struct {
	OpsAddr string `help:"Where the server's /ready listens." default:"127.0.0.1:4009"`
}

// Run asks a server of this machine whether it is ready; the error is what it answers when it is not. Containers and units
// ask in this way: their images have no other client.
func (c *readyCommand) Run(env *environment) error {
	host, port, err := net.SplitHostPort(c.OpsAddr)
	if err != nil {
		return usageError{fmt.Errorf("--ops-addr %q: want host:port or :port", c.OpsAddr)}
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(env, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/ready", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", answer)
	}
	_, err = env.out.Write(answer)
	return err
}
