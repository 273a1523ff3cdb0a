// Package fault names the points of the code at which the soak's experiments break it. In the product every function
// here is empty; built with the tag "faults" they follow a plan, see on.go.
package fault

// Name is a point of the code. Before and After stand around the step at which something becomes durable.
type Name string

// The points that are passed.
const (
	LogMigrateBefore      Name = "log.migrate.before" // the tables of a new log
	LogMigrateAfter       Name = "log.migrate.after"
	LogCommitBefore       Name = "log.commit.before"
	LogCommitAfter        Name = "log.commit.after"
	LogTrimBefore         Name = "log.trim.before"
	LogTrimAfter          Name = "log.trim.after"
	LogRenewBefore        Name = "log.renew.before" // after a failed write: the WAL is copied before anything is taken
	LogRenewAfter         Name = "log.renew.after"
	LogQuarantineBefore   Name = "log.quarantine.before" // each rename
	LogQuarantineAfter    Name = "log.quarantine.after"
	StoreMigrateBefore    Name = "store.migrate.before" // each migration
	StoreMigrateAfter     Name = "store.migrate.after"
	StoreOpenBefore       Name = "store.open.before" // the marker of the opening is written, the file not yet open
	StoreOpenAfter        Name = "store.open.after"
	StoreCommitBefore     Name = "store.commit.before"
	StoreCommitAfter      Name = "store.commit.after"
	StoreCheckpointBefore Name = "store.checkpoint.before"
	StoreCheckpointAfter  Name = "store.checkpoint.after"
	StoreQuarantineBefore Name = "store.quarantine.before" // each rename
	StoreQuarantineAfter  Name = "store.quarantine.after"
	ControlMigrateBefore  Name = "control.migrate.before"
	ControlMigrateAfter   Name = "control.migrate.after"
	ControlCommitBefore   Name = "control.commit.before"
	ControlCommitAfter    Name = "control.commit.after"
	AsideBefore           Name = "aside.rename.before" // of a control plane, or its copy, that cannot be read
	AsideAfter            Name = "aside.rename.after"
	KeysSaveBefore        Name = "keys.save.before" // the copy of the control plane is written, not in its place yet
	KeysSaveAfter         Name = "keys.save.after"
	MarkerSaveBefore      Name = "marker.save.before" // which batch is in flight
	MarkerSaveAfter       Name = "marker.save.after"
	SecretSaveBefore      Name = "secret.save.before" // written, not in its place yet
	SecretSaveAfter       Name = "secret.save.after"
)

// The points that can fail.
const (
	LogCommit   Name = "log.commit"   // a write of the log
	LogSync     Name = "log.sync"     // not a failure: the log does not wait for its syncs
	StoreCommit Name = "store.commit" // a commit of the store
	StoreRow    Name = "store.row"    // an event that the store cannot take, or that takes the process down
)

// Points lists the points that are passed.
func Points() []Name {
	return []Name{
		LogMigrateBefore, LogMigrateAfter, LogCommitBefore, LogCommitAfter, LogTrimBefore, LogTrimAfter,
		LogRenewBefore, LogRenewAfter, LogQuarantineBefore, LogQuarantineAfter,
		StoreMigrateBefore, StoreMigrateAfter, StoreOpenBefore, StoreOpenAfter, StoreCommitBefore, StoreCommitAfter,
		StoreCheckpointBefore, StoreCheckpointAfter, StoreQuarantineBefore, StoreQuarantineAfter,
		ControlMigrateBefore, ControlMigrateAfter, ControlCommitBefore, ControlCommitAfter, AsideBefore, AsideAfter,
		KeysSaveBefore, KeysSaveAfter, MarkerSaveBefore, MarkerSaveAfter, SecretSaveBefore, SecretSaveAfter,
	}
}
