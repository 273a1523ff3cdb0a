package ingest

import (
	"regexp"
	"unicode/utf8"

	"paceline/internal/admin"
)

var projectKeyPattern = regexp.MustCompile(`\A[A-Za-z0-9_-]{1,64}\z`)

// checkProject looks at the form of a key only where it is not the one expected, which has it.
func checkProject(projectKey string, g admin.Grant) error {
	switch {
	case projectKey == g.Project.Key:
		return nil
	case !projectKeyPattern.MatchString(projectKey):
		return errProjectKey
	}
	return errOtherKey
}

func (b *Beacon) check(g admin.Grant, events int) error {
	if err := checkProject(b.ProjectKey, g); err != nil {
		return err
	}
	if utf8.RuneCountInString(b.SDK) > 64 {
		return errSDK
	}
	if events == 0 {
		return errNoEvents
	}
	return nil
}
