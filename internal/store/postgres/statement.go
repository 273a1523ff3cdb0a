package postgres

import (
	"embed"
	"path"
	"strings"
)

//go:embed sql/*.sql
var statements embed.FS

// statement is the text of sql/name.sql. A name that does not exist is a mistake in this package.
func statement(name string) string {
	text, err := statements.ReadFile(path.Join("sql", name+".sql"))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// fillIn puts a condition or column into a statement of the sql folder: it replaces the one word before /*name*/,
// which stands there so that the file runs as it is.
func fillIn(statement, name, part string) string {
	mark := " /*" + name + "*/"
	for {
		end := strings.Index(statement, mark)
		if end < 0 {
			return statement
		}
		start := strings.LastIndexAny(statement[:end], " \n(") + 1
		statement = statement[:start] + part + statement[end+len(mark):]
	}
}
