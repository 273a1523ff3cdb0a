package query

import "strings"

// pageName is what people call a page: the path's last meaningful part in words, "Home" for the root.
func pageName(path string) string {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for len(parts) > 1 && parts[len(parts)-1] == "*" {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 {
		return "Home"
	}
	words := strings.FieldsFunc(parts[len(parts)-1], func(r rune) bool { return r == '-' || r == '_' })
	if len(words) == 0 {
		return path
	}
	name := strings.Join(words, " ")
	if first := name[0]; 'a' <= first && first <= 'z' {
		name = string(first-'a'+'A') + name[1:]
	}
	return name
}
