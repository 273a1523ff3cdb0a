package redistest

import "testing"

func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	server := Start(t, Durable...)
	client := server.Client(t)
	if err := client.Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}
	server.Restart(t)
	if got := client.Get(t.Context(), "key").Val(); got != "value" {
		t.Errorf("after a kill the key holds %q", got)
	}
}
