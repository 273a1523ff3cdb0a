package ingest_test

import (
	"os"
	"path/filepath"
	"testing"

	"paceline/internal/ingest"
)

// openCountries makes the smallest database there can be (https://maxmind.github.io/MaxMind-DB/): one node, whose left
// side, 0.0.0.0 to 127.255.255.255, is Germany and whose right side is nowhere.
func openCountries(t *testing.T) *ingest.Countries {
	t.Helper()
	text := func(s string) string { return string(rune(0x40+len(s))) + s }
	number := func(kind byte, n byte) string { return string([]byte{kind<<5 | 1, n}) }
	fields := func(n byte) string { return string([]byte{7<<5 | n}) }
	const u16, u32 = 5, 6
	file := "\x00\x00\x11" + "\x00\x00\x01" + string(make([]byte, 16)) +
		fields(1) + text("country") + fields(1) + text("iso_code") + text("DE") +
		"\xab\xcd\xefMaxMind.com" + fields(9) +
		text("binary_format_major_version") + number(u16, 2) +
		text("binary_format_minor_version") + number(u16, 0) +
		text("build_epoch") + "\x01\x02\x01" +
		text("database_type") + text("GeoLite2-Country") +
		text("description") + fields(0) +
		text("ip_version") + number(u16, 4) +
		text("languages") + "\x00\x04" +
		text("node_count") + number(u32, 1) +
		text("record_size") + number(u16, 24)
	path := filepath.Join(t.TempDir(), "countries.mmdb")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := ingest.OpenCountries(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
