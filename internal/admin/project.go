package admin

import (
	"cmp"
	"crypto/rand"
	"time"
)

const saltLength = 32

// Complete checks a project that is to be added with a key of these origins, and fills in what was left out: a salt, the
// default rate limit, the time. Its errors wrap ErrInvalid.
func Complete(p Project, origins []string) (Project, []string, error) {
	if err := CheckProjectKey(p.Key); err != nil {
		return p, nil, err
	}
	if p.RateLimit < 0 {
		return p, nil, Invalid("rate limit %d: want requests per minute, above 0", p.RateLimit)
	}
	origins, err := ParseOrigins(origins)
	if err != nil {
		return p, nil, err
	}
	if len(p.Salt) == 0 {
		p.Salt = make([]byte, saltLength)
		_, _ = rand.Read(p.Salt) // never fails
	}
	if p.Created.IsZero() {
		p.Created = time.Now()
	}
	p.RateLimit = cmp.Or(p.RateLimit, DefaultRateLimit)
	return p, origins, nil
}
