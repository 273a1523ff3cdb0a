package redisurl

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestDial(t *testing.T) {
	for address, want := range map[string]string{
		"redis://localhost:6379/2":           "one server",
		"rediss://u:secret@redis.example":    "one server",
		"redis://a:6379?addr=b:6379":         "cluster",
		"redis://u:secret@a:6379/x":          "",
		"redis://":                           "",
		"http://localhost:6379":              "",
		"localhost:6379":                     "",
		"redis://u:secret@a:6379?rubbish=1":  "",
		"redis://u:secret@a:port?addr=b:607": "",
	} {
		client, err := Dial(address)
		got := ""
		switch client.(type) {
		case *redis.Client:
			got = "one server"
		case *redis.ClusterClient:
			got = "cluster"
		}
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v; want %q", address, got, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells the password: %v", address, err)
		}
		if client != nil {
			_ = client.Close()
		}
	}
}
