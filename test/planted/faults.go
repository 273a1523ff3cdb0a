package main

const (
	logPackage      = "./internal/queue/sqlite"
	redisLogPackage = "./internal/queue/redis"
	storePackage    = "./internal/store/duckdb"
	ingestPackage   = "./internal/ingest"
	queryPackage    = "./internal/query"
	rumPackage      = "./internal/rum"
	wholePackage    = "./test"
)

// faults are the breakages, by the part of the road an event takes.
var faults = []fault{
	{
		Name: "limit-off-by-one", Breaks: "A beacon has at most 1,000 events.",
		File: "internal/ingest/decode.go", Old: "maxEvents = 1000", New: "maxEvents = 1001",
		Package: ingestPackage, Run: "TestFrontDoor|TestSamples",
	},
	{
		Name: "inflate-without-limit", Breaks: "A gzipped body inflates to at most 1 MiB at a ratio of at most 100.",
		File: "internal/ingest/gunzip.go", Old: "limit := min(maxPlain, maxRatio*len(body))", New: "limit := maxPlain * maxRatio",
		Package: ingestPackage, Run: "Gzip|Inflat",
	},
	{
		Name: "block-on-top-of-the-held", Breaks: "Instances that share a rate limit let through one limit and a block each, at most.",
		File: "internal/limit/lease.go", Old: "return l.size - l.held", New: "return l.size",
		Package: "./internal/limit", Run: "Together|Bounds|Unused",
	},
	{
		Name: "origin-not-checked", Breaks: "A key works on its own origins only.",
		File: "internal/ingest/keys.go", Old: "origin != \"\" && !grant.Allows(origin)", New: "origin == \"null\" && !grant.Allows(origin)",
		Package: ingestPackage, Run: "TestFrontDoor|TestKeys",
	},
	{
		Name: "budget-not-given-back", Breaks: "The in-flight budget is taken before a body is read, and given back after.",
		File: "internal/ingest/body.go", Old: "return sent, loan.release, nil", New: "return sent, func() {}, nil",
		Package: ingestPackage, Run: "Budget",
	},
	{
		Name: "retry-without-identity", Breaks: "What is repeated within 24 h changes nothing.",
		File: "internal/ingest/identity.go", Old: "hash.Write(canonical(raw))", New: "hash.Write(raw)",
		Package: ingestPackage, Run: "TestIdentity",
	},
	{
		Name: "query-string-kept", Breaks: "Query strings and fragments never reach a disk.",
		File: "internal/rum/scrub.go", Old: `strings.IndexAny(url, "?#")`, New: `strings.IndexAny(url, "#")`,
		Package: rumPackage, Run: "Scrub",
	},
	{
		Name: "log-without-sync", Breaks: "202 survives a power cut.",
		File: "internal/queue/sqlite/file.go", Old: "_synchronous=FULL", New: "_synchronous=OFF",
		Package: "./test/soak", Run: "TestExperiments/^powercut$",
	},
	{
		Name: "202-before-the-commit", Breaks: "202 means that the log has synced it.",
		File: "internal/queue/sqlite/append.go", Old: "case err := <-t.done:\n\t\treturn err\n\tcase <-ctx.Done():",
		New:     "case err := <-t.done:\n\t\treturn err\n\tdefault:\n\t\treturn nil\n\tcase <-ctx.Done():",
		Package: logPackage, Run: "TestConformance|TestF",
	},
	{
		Name: "accepted-outside-the-commit", Breaks: "accepted commits with the log.",
		File: "internal/queue/sqlite/append.go", Old: "ON CONFLICT (project) DO UPDATE SET events = events + excluded.events", New: "ON CONFLICT (project) DO NOTHING",
		Package: logPackage, Run: "TestConformance",
	},
	{
		Name: "sequences-used-again", Breaks: "A position in the log is never given out twice.",
		File: "internal/queue/sqlite/trim.go", Old: `"DELETE FROM entries WHERE seq <= ?", last)`, New: `"DELETE FROM entries WHERE seq <= ?; DELETE FROM sqlite_sequence", last)`,
		Package: logPackage, Run: "TestConformance",
	},
	{
		Name: "trimmed-too-far", Breaks: "Only what the store has durably is trimmed.",
		File: "internal/queue/sqlite/trim.go", Old: "for upTo := l.after(durable); upTo > 0; {", New: "for upTo := l.after(durable) + 1; upTo > 0; {",
		Package: logPackage, Run: "TestConformance",
	},
	{
		Name: "reserve-ignored", Breaks: "Writes are refused before the disk is full.",
		File: "internal/queue/sqlite/space.go", Old: "if free < l.opts.Reserve {", New: "if free < 0 {",
		Package: logPackage, Run: "Reserve|Full",
	},
	{
		Name: "corrupt-file-deleted", Breaks: "A corrupt file is set aside, never deleted.",
		File: "internal/queue/sqlite/file.go", Old: "err := os.Rename(path+companion, path+suffix+companion)", New: "err := os.Remove(path + companion + suffix[:0])",
		Package: logPackage, Run: "Corrupt",
	},
	{
		Name: "set-back-log-believed", Breaks: "A log that lost its end is not taken for the one that the store knows.",
		File: "internal/queue/sqlite/file.go", Old: "last.Int64 < known.Seq", New: "last.Int64 < 0",
		Package: wholePackage, Run: "TestLogSetBack",
	},
	{
		Name: "position-outside-the-transaction", Breaks: "Rows and position are there together, or neither.",
		File: "internal/store/duckdb/writer.go", Old: "if err := movePosition(ctx, s.writer, move); err != nil {\n\t\t\treturn d.classify(err)\n\t\t}\n\t\tif err := fill(t); err != nil {\n\t\t\treturn err\n\t\t}\n\t\ts.changes.begin(t.put)\n\t\treturn nil",
		New:     "if err := fill(t); err != nil {\n\t\t\treturn err\n\t\t}\n\t\ts.changes.begin(t.put)\n\t\tif err := boundary(ctx, s.writer, \"COMMIT; BEGIN TRANSACTION\"); err != nil {\n\t\t\treturn err\n\t\t}\n\t\treturn movePosition(ctx, s.writer, move)",
		Package: storePackage, Run: "TestConformance",
	},
	{
		Name: "stale-writer-commits", Breaks: "A worker whose position was moved by another writes nothing.",
		File: "internal/store/duckdb/writer.go", Old: "if moved != 1 {", New: "if moved > 1 {",
		Package: storePackage, Run: "TestConformance",
	},
	{
		Name: "durable-before-the-checkpoint", Breaks: "The log keeps what only a write-ahead log holds.",
		File: "internal/store/duckdb/writer.go", Old: "return s.durable[partition], nil", New: "return s.positions[partition], nil",
		Package: storePackage, Run: "Checkpoint|WAL|TestConformance",
	},
	{
		Name: "visible-derived", Breaks: "visible is counted from the rows, so that the ledger can fail.",
		File: "internal/store/duckdb/read.go", Old: "ledger.Deleted += deleted\n",
		New:     "ledger.Deleted += deleted\n\t\t\tledger.Visible = ledger.Processed[log] - ledger.Merged - ledger.Deduplicated - ledger.DeadLettered\n",
		Package: storePackage, Run: "TestConformance",
	},
	{
		Name: "last-arrival-wins", Breaks: "Within a view the report with the greatest time wins, in whatever order they arrive.",
		File: "internal/rum/merge.go", Old: "return r.TS > other.TS", New: "return true",
		Package: rumPackage, Run: "Merge",
	},
	{
		Name: "real-zero-dropped", Breaks: "No data is null, never 0; a real 0 is kept.",
		File: "internal/store/duckdb/columns.go", Old: "r.Reported && r.Valid)", New: "r.Reported && r.Valid && r.Value != 0)",
		Package: storePackage, Run: "TestConformance",
	},
	{
		Name: "identity-for-minutes", Breaks: "A repeated event is recognised for 24 hours.",
		File: "internal/worker/fill.go", Old: "earliest-identityHours*3_600_000", New: "earliest-identityHours*60_000",
		Package: wholePackage, Run: "TestRepeatedEvent",
	},
	{
		Name: "poisoned-batch-dropped", Breaks: "One bad event never blocks, or takes with it, a good one.",
		File: "internal/worker/isolate.go", Old: "if r.To-r.From == 1 {\n\t\tf.Bad", New: "if r.To > r.From {\n\t\tf.Bad",
		Package: wholePackage, Run: "TestPoisonedEventIsBisected|TestEventThatKills",
	},
	{
		Name: "cache-key-without-project", Breaks: "No project can see another: cache keys hold the project.",
		File: "internal/cache/key.go", Old: `return escape(s.Entity) + ":" + escape(s.Identifier) + ":"`, New: `return escape(s.Entity) + ":"`,
		Package: queryPackage, Run: "Cach|Change|Stored|Sessions|Question",
	},
	{
		Name: "token-for-any-project", Breaks: "A token reads its own project only.",
		File: "internal/query/access.go", Old: "return who.all || (project != \"\" && who.project == project)", New: "return who.all || who.project != \"\"",
		Package: queryPackage, Run: "TestEveryRoute",
	},
	{
		Name: "log-read-before-the-store", Breaks: "The ledger adds up at every moment, however busy the system is.",
		File: "internal/query/raw.go", Old: "s.Intake.Intake(ctx, project, stored.Positions)", New: "s.Intake.Intake(ctx, project, nil)",
		Package: queryPackage, Run: "Ledger",
	},
	{
		Name: "revoked-key-works-on", Breaks: "A revoked key stops within 60 s.",
		File: "internal/admin/keyring.go", Old: "if version == x.version && 0 <= age && age < refreshEvery {", New: "if (version == x.version || len(x.projects) > 0) && 0 <= age {",
		Package: "./internal/admin", Run: ".",
	},
	{
		Name: "copy-without-checksum", Breaks: "A damaged copy of the control plane decides nothing.",
		File: "internal/admin/copy.go", Old: "case c.Checksum != checksum(c.Snapshot):", New: "case false:",
		Package: "./internal/admin", Run: "Copy",
	},
	{
		Name: "secret-stops-the-start", Breaks: "It always starts: a damaged secret is set aside.",
		File: "internal/token/secret.go", Old: "if !errors.Is(err, ErrDamaged) {", New: "if err != nil || len(secret) > 0 {",
		Package: "./internal/token", Run: "Secret",
	},
	{
		Name: "files-for-everybody", Breaks: "Every file of the data directory is its owner's alone.",
		File: "internal/app/datadir.go", Old: "syscall.Umask(0o077)", New: "syscall.Umask(0o022)",
		Package: wholePackage, Run: "TestFilesAreTheirOwnersAlone",
	},
	{
		Name: "202-after-a-failed-sync", Breaks: "What could not be synced gets no 202.",
		File: "internal/queue/sqlite/append.go", Old: "return l.spoil(\"append\", err)", New: "_ = l.spoil(\"append\", err)",
		Package: "./test/soak", Run: "TestExperiments/^ioerror$",
	},
	{
		Name: "store-without-reserve", Breaks: "Writes are refused before the disk is full, also those of the store.",
		File: "internal/store/duckdb/room.go", Old: "if free < d.options.Reserve/2 {", New: "if free < 0 {",
		Package: storePackage, Run: "Reserve",
	},
	{
		Name: "checkpoint-while-reopening", Breaks: "While the disk is full, reads go on.",
		File: "internal/store/duckdb/open.go", Old: "\ts.uncovered = 1 // what", New: "\ts.uncovered = 1\n\t_ = d.checkpoint(ctx, s) // what",
		Package: "./test/soak", Run: "TestExperiments/^diskfull$",
	},
	{
		Name: "bad-block-forever", Breaks: "A corrupt file is set aside, also when that is seen while it serves.",
		File: "internal/store/duckdb/keep.go", Old: "putAside := damage != nil && old != nil && old.suspect", New: "putAside := damage != nil && old == nil",
		Package: storePackage, Run: "TestDamageMetWhileRunning",
	},
	{
		Name: "copy-position-first", Breaks: "A chunk of a copy and how far the copy has come are there together, or neither.",
		File: "internal/move/move.go", Old: "\terr := c.to.Write(ctx, store.Move{Partition: partition, From: c.at, To: next}, fill)\n",
		New: "\terr := c.to.Write(ctx, store.Move{Partition: partition, From: c.at, To: next}, func(store.Tx) error { return nil })\n\tif err == nil {\n" +
			"\t\terr = c.to.Write(ctx, store.Move{Partition: partition, From: next, To: next}, fill)\n\t}\n",
		Package: "./test/soak", Run: "TestExperiments/^copy$",
	},
	{
		Name: "copy-leaves-the-log", Breaks: "What has a 202 is copied, also when the server had not stored it yet.",
		File: "internal/app/copydrain.go", Old: "if err != nil || intake.Queued == 0 {", New: "if err != nil || intake.Queued >= 0 {",
		Package: wholePackage, Run: "TestMovingUpToAFleet",
	},
	{
		Name: "append-sent-twice", Breaks: "An event counts as accepted as often as it was.",
		File: "internal/queue/redis/writer.go", Old: "p.runOnce(ctx, appendScript", New: "p.run(ctx, appendScript",
		Package: redisLogPackage, Run: "TestAnAppendIsSentOnce",
	},
	{
		Name: "torn-transaction-runs-on", Breaks: "202 survives the death of a Redis in the middle of a write.",
		File: "internal/queue/redis/lua/identify.lua", Old: "  void(tonumber(known[3] or 0) + 1)\n", New: "",
		Package: redisLogPackage, Run: "TestAWriteThatWasCutShortTakesNothingAlong",
	},
	{
		Name: "broken-heard-twice", Breaks: "A corrupt file is set aside, also when many meet it at once.",
		File: "internal/store/duckdb/keep.go", Old: "\theard(d.broken) // from", New: "\t_ = d.broken // from",
		Package: storePackage, Run: "TestDamageMetWhileRunning",
	},
	{
		Name: "replica-of-another-history", Breaks: "No standby answers that lacks what the primary has.",
		File: "internal/store/postgres/replicas.go", Old: "case historyKnown && h.timeline != r.history.timeline:", New: "case false:",
		Package: "./internal/store/postgres", Run: "TestAStandbyOfAFormerPrimaryIsNoReplica",
	},
}
