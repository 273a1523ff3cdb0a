package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"paceline/internal/admin"
	"paceline/internal/demo"
)

type demoCommand struct {
	Data        string `help:"Data directory of the demo; created when missing." default:"./paceline-demo" type:"path"`
	serveFlags  `embed:""`
	ShopAddr    string `help:"Where the demo shop listens." default:"127.0.0.1:8080" group:"Demo"`
	HistoryDays int    `help:"Days of generated history, at most 60." default:"7" group:"Demo"`
	LogLevel    string `help:"What is logged: debug, info, warn or error." default:"warn" enum:"debug,info,warn,error" group:"Logging"`
}

// Run runs every service, the shop and the history.
func (c *demoCommand) Run(env *environment) error {
	config, err := c.check(c.Data, c.LogLevel)
	if _, _, splitErr := net.SplitHostPort(c.ShopAddr); splitErr != nil {
		err = errors.Join(err, usageError{fmt.Errorf("--shop-addr %q: want host:port or :port", c.ShopAddr)})
	}
	if c.HistoryDays < 0 || c.HistoryDays > 60 {
		err = errors.Join(err, usageError{fmt.Errorf("--history-days %d: want 0 to 60", c.HistoryDays)})
	}
	if err != nil {
		return err
	}
	p, err := openProcess(env, config)
	if err != nil {
		return err
	}
	if err := p.addShop(env, c.ShopAddr); err != nil {
		return errors.Join(err, p.close())
	}
	history := &history{
		log: p.backends.log, until: p.backends.dir.file("demo-history-until"),
		days: c.HistoryDays, now: time.Now, report: env.out,
	}
	p.services = append(p.services, history)
	return p.run(env, func(context.Context) error { return p.greetVisitor(env.out) })
}

// addShop adds the demo shop, with a project and a key of its own.
func (p *process) addShop(ctx context.Context, address string) error {
	_, port, _ := net.SplitHostPort(address)
	origins := []string{"http://localhost:" + port, "http://127.0.0.1:" + port}
	key, err := demoKey(ctx, p.backends.control, p.backends.dir.file("demo-key"), origins)
	if err != nil {
		return fmt.Errorf("making the demo project: %w", err)
	}
	shop, err := demo.NewShop(demo.ShopConfig{
		ScriptURL: p.ingestURL() + "/paceline.js", ProjectKey: demo.HistoryProject, APIKey: key,
		DashboardURL: p.url("dashboard") + "/?project=" + demo.HistoryProject,
	})
	if err != nil {
		return err
	}
	return p.addServer("shop", address, shop)
}

// demoKey makes the project at the first start, and a key for it. A key's text is shown only once, so the
// demo keeps it beside its data; it is in every page of the shop anyway.
func demoKey(ctx context.Context, control admin.Store, path string, origins []string) (string, error) {
	if text, err := os.ReadFile(path); err == nil {
		return string(text), nil
	}
	key, err := control.AddProject(ctx, admin.Project{Key: demo.HistoryProject, Demo: true}, origins)
	if errors.Is(err, admin.ErrExists) {
		key, err = control.AddKey(ctx, demo.HistoryProject, origins)
	}
	if err != nil {
		return "", err
	}
	return key, os.WriteFile(path, []byte(key), 0o600)
}

// greetVisitor says what to click.
func (p *process) greetVisitor(out io.Writer) error {
	dashboard := p.url("dashboard") + "/?project=" + demo.HistoryProject
	_, err := fmt.Fprintf(out, `
Paceline's demo is ready.

  1. Open the dashboard   %s
  2. Open the shop        %s
     Look at a product, press its button, try the cart's two buttons.
  3. Your own page views are on top of "Latest page views" a second or two later; their website is %s.

The history is generated and labelled: its website is %s. API: %s/docs. Ctrl-C ends it; the data stays in %s.
`, dashboard, p.url("shop"), strings.TrimPrefix(p.url("shop"), "http://"), demo.HistoryWebsite, p.url("query"), strings.TrimSuffix(p.config.data, "/"))
	return err
}
