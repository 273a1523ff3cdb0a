package httpapi

import "testing"

func TestHostsAnswersToItsOwnNamesOnly(t *testing.T) {
	hosts := Hosts{"paceline.example", "other.example:8443"}
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:5173": true, "127.0.0.1:4001": true, "[::1]:4001": true, "[::1]": true,
		"paceline.example": true, "Paceline.Example:80": true, "other.example:8443": true,
		"other.example": false, "other.example:80": false, "": false, "evil.example": false,
		"localhost.evil.example": false, "127.0.0.1.evil.example": false, "evil.example:5173": false, "127.0.0.2": false,
	} {
		if err := hosts.Check(host); (err == nil) != want {
			t.Errorf("%q: %v, want allowed %v", host, err, want)
		}
	}
}
