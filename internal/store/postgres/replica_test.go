package postgres

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"paceline/internal/await"
	"paceline/internal/logtest"
	"paceline/internal/pgtest"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/store/storetest"
)

// used waits until the replica answers questions.
func used(t *testing.T, d *DB) {
	t.Helper()
	await.Until(t, "the replica is used", func() bool { return d.Replicas()[0].Fault == nil })
}

// unused waits until the replica answers no questions, for a reason.
func unused(t *testing.T, d *DB, why string) Replica {
	t.Helper()
	var r Replica
	await.Until(t, "the replica is not used: "+why, func() bool {
		r = d.Replicas()[0]
		return r.Fault != nil && strings.Contains(r.Fault.Error(), why)
	})
	return r
}

// answers asks until it is the replica that has answered: on a busy machine it may seem lost for a moment.
func answers(t *testing.T, d *DB, ask func()) {
	t.Helper()
	await.Until(t, "the replica answers", func() bool {
		before := d.Replicas()[0].Answered
		ask()
		return d.Replicas()[0].Answered > before
	})
}

// outcome is how often a question was asked, and how it ended.
type outcome struct {
	asked int
	err   error
}

// asks puts a question to the replica, which for the primary is none. It begins anew when the primary is asked first: on a
// busy machine the replica may seem lost for a moment.
func asks(ctx context.Context, d *DB, question func(ctx context.Context, replica *pgxpool.Pool) error) (o outcome) {
	for {
		primaryFirst := false
		o.asked = 0
		o.err = d.reading(ctx, func(ctx context.Context, reads *pgxpool.Pool) error {
			o.asked++
			if reads == d.reads {
				primaryFirst = o.asked == 1
				return nil
			}
			return question(ctx, reads)
		})
		if !primaryFirst || ctx.Err() != nil {
			return o
		}
	}
}

// levelWriter returns from a write when the replica shows it, too.
type levelWriter struct {
	*DB
	t *testing.T
}

func (w levelWriter) Write(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	err := w.DB.Write(ctx, move, fill)
	level(w.t, w.DB)
	return err
}

// level waits until the replica has what the primary has now.
func level(t *testing.T, d *DB) {
	t.Helper()
	one := d.replicas.all[0]
	var h history
	var place, replayed int64
	if err := d.replicas.primary.QueryRow(t.Context(), statement("PlaceOfPrimary")).Scan(&h.system, &h.timeline, &place); err != nil {
		t.Fatal(err)
	}
	await.Until(t, "the replica is level with the primary", func() bool {
		var standby bool
		err := one.reads.QueryRow(t.Context(), statement("PlaceOfReplica")).Scan(&h.system, &h.timeline, &standby, &replayed)
		return err == nil && replayed >= place
	})
}

// Everything that can be asked is answered alike by a replica.
func TestConformanceOfAReplica(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		standby := c.Standby(t)
		var answered int64
		log := &logtest.Lines{}
		storetest.RunReader(t, func(t *testing.T, exactLimit int64) storetest.Store {
			url := c.Database(t)
			options := Options{Log: slog.New(slog.NewTextHandler(log, nil))}
			options.ExactLimit, options.Replicas, options.MaxLag = exactLimit, []string{standby.At(t, url)}, time.Second
			return levelStore(t, url, options, func(r Replica) { answered += r.Answered })
		})
		if answered == 0 {
			t.Error("the replica has answered no question")
		}
		for _, line := range log.With("failed at a question") {
			if !excused(line) {
				t.Errorf("a question that a replica cannot answer: %s", line)
			}
		}
	})
}

// excused reports a failure that is in the nature of a standby: what it replayed stood in the way, or the machine is so busy
// that it did not say in time where it stands.
func excused(line string) bool {
	return strings.Contains(line, "conflict with recovery") || strings.Contains(line, errLost.Error()) || strings.Contains(line, "failed to connect")
}

func levelStore(t *testing.T, url string, options Options, ended func(Replica)) storetest.Store {
	t.Helper()
	d := opened(t, url, options)
	used(t, d)
	t.Cleanup(func() { ended(d.Replicas()[0]) })
	return storetest.Store{Writer: levelWriter{d, t}, Reader: d, Reopen: func(t *testing.T) storetest.Store {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		return levelStore(t, url, options, ended)
	}}
}

// replicated is a store with a replica, and what asks it for the number of a project's page views.
func replicated(t *testing.T, most time.Duration) (d *DB, primary, standby *pgtest.Cluster, write func(), views func() int64) {
	t.Helper()
	primary = pgtest.Plain(t)
	standby = primary.Standby(t)
	url := primary.Database(t)
	options := quiet()
	options.Replicas, options.MaxLag = []string{standby.At(t, url)}, most
	d = opened(t, url, options)
	used(t, d)
	now := time.Now()
	n := 0
	write = func() {
		t.Helper()
		n++
		view := rum.PageView{Where: rum.Where{Project: "shop", Website: "shop.example", Path: "/"}, ViewID: strings.Repeat("v", n), SessionID: "s", Timestamp: now.UnixMilli(), Arrived: now.UnixMilli()}
		if err := d.Write(t.Context(), at(t, d, 0), putting(t, &view)); err != nil {
			t.Fatal(err)
		}
	}
	views = func() int64 {
		t.Helper()
		s, err := d.Summary(t.Context(), store.Select{Project: "shop", Span: rum.Span{From: now.Add(-time.Hour), To: now.Add(time.Hour)}})
		if err != nil {
			t.Fatal(err)
		}
		return s.Views
	}
	return d, primary, standby, write, views
}

func TestAReplicaThatIsBehindIsNotAsked(t *testing.T) {
	d, _, standby, write, views := replicated(t, 2*time.Second)
	write()
	level(t, d)
	answers(t, d, func() {
		if got := views(); got != 1 {
			t.Fatalf("%d page views", got)
		}
	})

	standby.Pause(t)
	write()
	answered := d.Replicas()[0].Answered
	if got := views(); got != 1 && d.Replicas()[0].Answered > answered {
		t.Errorf("%d page views from a replica that has replayed one", got)
	}
	r := unused(t, d, "behind")
	if r.Lag <= 2*time.Second {
		t.Errorf("%+v", r)
	}
	if got := views(); got != 2 {
		t.Errorf("%d page views, 2 are stored", got)
	}
	if err := d.CheckReplicas(t.Context()); err == nil || !strings.Contains(err.Error(), r.Name) {
		t.Errorf("the check says %v", err)
	}

	standby.Replay(t)
	answers(t, d, func() {
		if got := views(); got != 2 {
			t.Errorf("%d page views, 2 are stored", got)
		}
	})
	await.Until(t, "the check is content", func() bool { return d.CheckReplicas(t.Context()) == nil })
}

// Nothing is written, so nothing is behind, however long.
func TestAnIdleReplicaIsNotBehind(t *testing.T) {
	d, _, _, write, _ := replicated(t, 400*time.Millisecond)
	write()
	level(t, d)
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); <-time.After(10 * time.Millisecond) {
		if r := d.Replicas()[0]; r.Fault != nil && !errors.Is(r.Fault, errLost) && !strings.Contains(r.Fault.Error(), "behind") {
			t.Fatalf("%+v", r) // lost for a moment is what a machine that stands still makes of it
		}
	}
	used(t, d)
}

func TestTheQuestionsOfALostReplicaAreAskedOfThePrimary(t *testing.T) {
	for name, lose := range map[string]func(t *testing.T, c *pgtest.Cluster){
		"killed": func(t *testing.T, c *pgtest.Cluster) {
			if err := c.Kill(); err != nil {
				t.Fatal(err)
			}
		},
		"frozen": func(t *testing.T, c *pgtest.Cluster) { c.Freeze(t) },
	} {
		t.Run(name, func(t *testing.T) {
			d, _, standby, write, views := replicated(t, time.Minute) // so that lag is not what takes it away
			write()
			level(t, d)
			views()

			// One question is under way, and others come.
			begun := make(chan struct{})
			answer := make(chan outcome, 1)
			go func() {
				answer <- asks(t.Context(), d, func(ctx context.Context, replica *pgxpool.Pool) error {
					close(begun)
					_, err := replica.Exec(ctx, "SELECT pg_sleep(3600)")
					return err
				})
			}()
			<-begun
			lose(t, standby)
			if got := views(); got != 1 {
				t.Errorf("%d page views", got)
			}
			if o := <-answer; o.err != nil || o.asked != 2 {
				t.Errorf("the question under way was asked %d times and ended with %v", o.asked, o.err)
			}
			if r := unused(t, d, errLost.Error()); r.Failed == 0 {
				t.Errorf("%+v", r)
			}
			write()
			if got := views(); got != 2 {
				t.Errorf("%d page views, 2 are stored", got)
			}

			if name == "killed" {
				if err := standby.Resume(); err != nil {
					t.Fatal(err)
				}
			} else {
				standby.Thaw(t)
			}
			used(t, d)
			level(t, d)
			if got := views(); got != 2 {
				t.Errorf("%d page views after the replica came back", got)
			}
		})
	}
}

// A server that is no standby of the primary would answer, and wrongly.
func TestOnlyAStandbyOfThePrimaryIsAReplica(t *testing.T) {
	c := pgtest.Plain(t)
	url := c.Database(t)
	other := pgtest.Started(t, pgtest.Options{})
	standby := other.Standby(t)
	for says, replica := range map[string]string{
		"no standby":     url,
		"another server": standby.At(t, "postgres:///postgres"),
	} {
		options := quiet()
		options.Replicas = []string{replica}
		d := opened(t, url, options)
		unused(t, d, says)
		if _, err := d.LatestViews(t.Context(), store.Select{Project: "shop", Span: rum.Span{To: time.Now()}}, 1); err != nil {
			t.Error(err)
		}
	}
}

// A standby that went on following the former primary is of the same system, and its places are those of another history.
func TestAStandbyOfAFormerPrimaryIsNoReplica(t *testing.T) {
	former := pgtest.Started(t, pgtest.Options{})
	url, _, err := former.NewDatabase() // goes with the former primary
	if err != nil {
		t.Fatal(err)
	}
	standby, other := former.Standby(t), former.Standby(t)
	options := quiet()
	options.Replicas, options.MaxLag = []string{other.At(t, url)}, time.Minute
	d := opened(t, former.Either(t, standby, url), options)
	used(t, d)

	if err := former.Kill(); err != nil {
		t.Fatal(err)
	}
	standby.Promote(t)
	unused(t, d, "timeline")
	await.Until(t, "the new primary answers", func() bool {
		_, err := d.LatestViews(t.Context(), store.Select{Project: "shop", Span: rum.Span{To: time.Now()}}, 1)
		return err == nil
	})
	if r := d.Replicas()[0]; r.Answered != 0 {
		t.Errorf("it has answered: %+v", r)
	}
}

// Both ends of a question have one code.
func TestWhoEndedAQuestionDecidesWhetherThePrimaryIsAsked(t *testing.T) {
	c := pgtest.Plain(t)
	standby := c.Standby(t)
	url := c.Database(t)
	// sleeps asks a question that takes an hour, if it may, and tells the process of the replica that works on it.
	sleeps := func(t *testing.T, most time.Duration) (<-chan uint32, <-chan outcome) {
		options := quiet()
		options.Replicas, options.MaxLag, options.Question = []string{standby.At(t, url)}, time.Minute, most
		d := opened(t, url, options)
		used(t, d)
		pid, ended := make(chan uint32, 1), make(chan outcome, 1)
		go func() {
			ended <- asks(t.Context(), d, func(ctx context.Context, replica *pgxpool.Pool) error {
				return replica.AcquireFunc(ctx, func(connection *pgxpool.Conn) error {
					pid <- connection.Conn().PgConn().PID()
					_, err := connection.Exec(ctx, "SELECT pg_sleep(3600)")
					return err
				})
			})
		}()
		return pid, ended
	}
	t.Run("an operator", func(t *testing.T) {
		pid, ended := sleeps(t, time.Hour)
		endSleep(t, standby.At(t, url), <-pid)
		if o := <-ended; o.err != nil || o.asked != 2 {
			t.Errorf("%+v", o)
		}
	})
	t.Run("the limit", func(t *testing.T) {
		_, ended := sleeps(t, 2*time.Second)
		if o := <-ended; o.err == nil || o.asked != 1 {
			t.Errorf("%+v", o)
		}
	})
}

// endSleep cancels the statement of a process as soon as it sleeps.
func endSleep(t *testing.T, url string, pid uint32) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	await.Until(t, "the question sleeps and is cancelled", func() (cancelled bool) {
		err := pool.QueryRow(t.Context(), `
			SELECT coalesce(bool_or(pg_cancel_backend(pid)), false) FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'`,
			int64(pid)).Scan(&cancelled)
		return err == nil && cancelled
	})
}

// Who may only read sees enough of a standby to know how far behind it is.
func TestTheReadersRoleAsksReplicas(t *testing.T) {
	c := pgtest.Plain(t)
	standby := c.Standby(t)
	url := c.Database(t)
	if err := Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	login(t, url, "asks_replicas")
	execute(t, url, "GRANT paceline_reader TO asks_replicas")
	options := quiet()
	options.Replicas, options.MaxLag = []string{pgtest.As(t, standby.At(t, url), "asks_replicas")}, time.Minute
	d := opened(t, pgtest.As(t, url, "asks_replicas"), options)
	answers(t, d, func() {
		if _, err := d.LatestViews(t.Context(), store.Select{Project: "shop", Span: rum.Span{To: time.Now()}}, 1); err != nil {
			t.Error(err)
		}
	})
}

func TestALagIsToldByWhereThePrimaryWas(t *testing.T) {
	second := func(n int) time.Time { return time.Unix(int64(n), 0) }
	var m marks
	if _, known := m.reached(5); known {
		t.Error("known without a mark")
	}
	m.add(second(1), 10)
	m.add(second(2), 20)
	m.add(second(3), 20)
	m.add(second(4), 30)
	for place, want := range map[int64]struct {
		at    time.Time
		known bool
	}{5: {second(1), false}, 10: {second(1), true}, 19: {second(1), true}, 20: {second(3), true}, 29: {second(3), true}, 30: {second(4), true}, 99: {second(4), true}} {
		if at, known := m.reached(place); !at.Equal(want.at) || known != want.known {
			t.Errorf("at %d: %s, %t", place, at, known)
		}
	}
	for i := range 2 * mostMarks {
		m.add(second(10+i), int64(100+i))
	}
	if len(m) != mostMarks || m[len(m)-1].place != int64(100+2*mostMarks-1) {
		t.Error(len(m), m[len(m)-1])
	}
}
