package cache

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestKeysReadAsTheDesignWritesThem(t *testing.T) {
	project := Scope{Entity: "project", Identifier: "my-website"}
	for want, key := range map[string]Key{
		"project:my-website:slow_pages:lcp:10":                project.Key("slow_pages", "lcp", "10"),
		"project:my-website:summary":                          project.Key("summary"),
		"project:my-website:breakdown:device%3Amobile%2C%25":  project.Key("breakdown", "device:mobile,%"),
		"project:a%3Ab:summary":                               Scope{"project", "a:b"}.Key("summary"),
		"project:my-website:breakdown:country%3AC%C3%B4te:50": project.Key("breakdown", "country:Côte", "50"),
	} {
		if key.String() != want {
			t.Errorf("key is %s, want %s", key, want)
		}
	}
}

// A key can be read back into exactly the parts it was made of, so two different questions never share one, and
// nothing in a parameter can lead out of its project.
func FuzzKeyKeepsItsParts(f *testing.F) {
	f.Add("my-website", "slow_pages", "lcp", "10")
	f.Add("a", "b", "other:project:summary", "")
	f.Add("a:b", "%3A", ":", "%")
	f.Add("a", "summary\x00", "\xff\xfe", "é")
	f.Fuzz(func(t *testing.T, project, operation, first, second string) {
		scope := Scope{Entity: "project", Identifier: project}
		key := scope.Key(operation, first, second)
		if !strings.HasPrefix(key.String(), scope.String()) {
			t.Fatalf("%q does not begin with %q", key, scope)
		}
		var parts []string
		for _, part := range strings.Split(key.String(), ":") {
			decoded, err := url.PathUnescape(part)
			if err != nil {
				t.Fatalf("%q: %v", key, err)
			}
			parts = append(parts, decoded)
		}
		if want := []string{"project", project, operation, first, second}; !slices.Equal(parts, want) {
			t.Fatalf("%q reads back as %q, want %q", key, parts, want)
		}
	})
}
