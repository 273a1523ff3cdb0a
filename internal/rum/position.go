package rum

// Position says where a record stands in a partition of the log.
//
// Log is new whenever a log is created, restored or promoted (each partition of one that is spread over several
// machines has an id of its own), so that a store never takes another log's numbers for its own: a position in an
// unknown log means "read from the oldest record", and identity
// removes what repeats. Sequences of one log only grow and are never reused. The zero Position stands
// before every record.
type Position struct {
	Log string `json:"log"`
	Seq int64  `json:"seq"`
}

// Positions holds one position for each partition of the log, by partition number.
type Positions []Position
