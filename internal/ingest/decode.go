package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"paceline/internal/admin"
	"regexp"
	"unicode/utf8"
)

// decode is the one place that knows the JSON library.
func decode(data []byte, into any) error { return json.Unmarshal(data, into) }

// decodeTree reads JSON of any shape; numbers keep their digits.
func decodeTree(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var tree any
	err := decoder.Decode(&tree)
	return tree, err
}

// decodeBody reads the envelope of a body that is not nested too deep.
func decodeBody(body []byte, into any) error {
	if tooDeep(body) {
		return errDepth
	}
	if first := bytes.TrimLeft(body, " \t\r\n"); len(first) == 0 || first[0] != '{' {
		return errJSON
	}
	return envelopeError(decode(body, into))
}

func envelopeError(err error) error {
	var known *refusal
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.As(err, &wrong) && wrong.Field != "": // a name of ours, not of the client's
		return refuse("envelope", http.StatusBadRequest, wrong.Field+" has the wrong type")
	case errors.As(err, &syntax):
		return errJSON
	}
	return refuse("envelope", http.StatusBadRequest, "a field of the body has the wrong type")
}

var projectKeyPattern = regexp.MustCompile(`\A[A-Za-z0-9_-]{1,64}\z`)

func checkProject(projectKey string, g admin.Grant) error {
	if !projectKeyPattern.MatchString(projectKey) {
		return errProjectKey
	}
	if projectKey != g.Project.Key {
		return errOtherKey
	}
	return nil
}

func (b *Beacon) check(g admin.Grant) error {
	if err := checkProject(b.ProjectKey, g); err != nil {
		return err
	}
	if utf8.RuneCountInString(b.SDK) > 64 {
		return errSDK
	}
	if err := b.Context.check(); err != nil {
		return err
	}
	if len(b.Events) == 0 {
		return errNoEvents
	}
	return nil
}

func (c *BeaconContext) check() error {
	switch c.Device {
	case "", "mobile", "tablet", "desktop":
	default:
		return errContext
	}
	if c.Viewport != nil && len(c.Viewport) != 2 {
		return errContext
	}
	return nil
}
