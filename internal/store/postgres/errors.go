package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"paceline/internal/store"
)

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	insufficientPrivilege = "42501"
	queryCanceled         = "57014"
	internalError         = "XX000"
)

// copyGiver is the routine of the server that tells of a COPY which the client broke off. The message is in the server's language,
// and the code that of a cancelled query, which is another matter.
const copyGiver = "CopyGetData"

// classify wraps what a retry may cure in store.ErrUnavailable and leaves what the batch itself is to blame for.
func classify(err error) error {
	if err == nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrStale) || blamed(err) {
		return err
	}
	return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
}

// blamed reports an error that the data has caused. All else (the network, a shutdown, a full disk, a deadlock, a
// missing right, a schema of another version) has to do with the database, and putting the data aside would not help.
func blamed(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		// Data exceptions, broken constraints, limits of the program such as an index row's size. An internal error may
		// be either: bisecting the batch finds out, and loses nothing.
		// A COPY is broken off by the driver over a value that it cannot encode.
		return slices.Contains([]string{"21", "22", "23", "54"}, refused.Code[:2]) || refused.Code == internalError ||
			refused.Code == queryCanceled && refused.Routine == copyGiver
	}
	return !disturbed(err)
}

// disturbed reports an error of the connection or of its context. What is left are values that the driver cannot encode.
func disturbed(err error) bool {
	var network net.Error
	var connecting *pgconn.ConnectError
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &network) || errors.As(err, &connecting) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, errClosed)
}

// errClosed is how this package says what the driver has no value for: the connection was found closed.
var errClosed = errors.New("the connection was closed")
