package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paceline/internal/rum"
)

func TestWhatASampledVisitTellsReachesTheLog(t *testing.T) {
	body, err := os.ReadFile(filepath.Join(samples, "valid/beacon/sdk-sampled.json"))
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, nil)
	if got := d.post(body); got.status != 202 {
		t.Fatal(got.body)
	}
	record := d.records()[0]
	told := record.Context
	if told.User == "" || strings.Contains(told.User, "customer") {
		t.Errorf("the user is %q, want a hash", told.User)
	}
	told.User = ""
	if want := (rum.Context{
		Timezone: "Europe/Berlin", Device: "mobile", Viewport: [2]float64{390, 844}, Screen: [2]float64{390, 844},
		Memory: 0.25, Cores: 8, Dimensions: `{"ab-test":"größer","plan":"free"}`,
	}); told != want {
		t.Errorf("\n got %+v\nwant %+v", told, want)
	}
	for i, want := range []float64{10, 0} {
		if e := record.Events[i]; e.Group != "/product/[id]" || e.Weight != want || e.Flags != 0 {
			t.Errorf("event %d: group %q, weight %v, flags %v, want weight %v", i, e.Group, e.Weight, e.Flags.Names(), want)
		}
	}
}

func TestAUserIsTheSameInTheContextAndInData(t *testing.T) {
	d := open(t, nil)
	d.post([]byte(`{"projectKey":"my-website","context":{"user":"7"},"events":[` +
		`{"type":"page_view","name":"v","ts":1,"page":"/","sessionId":"s","data":{"userId":"7"}}]}`))
	record := d.records()[0]
	if hash := record.Context.User; hash == "" || hash != record.Events[0].Client.User {
		t.Errorf("%q in the context, %q in data", hash, record.Events[0].Client.User)
	}
}

func TestWeightsAtTheirBounds(t *testing.T) {
	for sent, want := range map[string]float64{"1": 0, "10000": 10_000, "2.5": 2.5, "null": 0, "0.99": 0, "10000.1": 0, "-1": 0, "1e999": 0} {
		d := open(t, nil)
		got := d.post([]byte(`{"projectKey":"my-website","events":[{"type":"page_view","name":"v","ts":1,"page":"/","sessionId":"s","weight":` + sent + `}]}`))
		if got.status != 202 {
			t.Fatalf("%s: %s", sent, got.body)
		}
		e := d.records()[0].Events[0]
		dropped := e.Flags&rum.FlagValueDropped != 0
		if e.Weight != want || dropped != (want == 0 && sent != "null" && sent != "1") {
			t.Errorf("%s became %v, flags %v", sent, e.Weight, e.Flags.Names())
		}
	}
}

func TestOwnDimensionsAreBounded(t *testing.T) {
	long := strings.Repeat("ü", 64)
	for sent, want := range map[string]string{
		`{"plan":"` + long + `"}`:                                                           `{"plan":"` + long + `"}`,
		`{"plan":"` + long + `u","a":"b"}`:                                                  `{"a":"b"}`,
		`{"Plan":"x","a b":"x","":"x","` + strings.Repeat("n", 33) + `":"x"}`:               "",
		`{"n":1,"o":{},"empty":"","null":null,"ok":"1"}`:                                    `{"ok":"1"}`,
		`{"j":"1","i":"1","h":"1","g":"1","f":"1","e":"1","d":"1","c":"1","b":"1","a":"1"}`: `{"a":"1","b":"1","c":"1","d":"1","e":"1","f":"1","g":"1","h":"1"}`,
		`{"at":"https://example.com/?token=1"}`:                                             `{"at":"https://example.com/"}`,
		`null`:                                                                              "", `[]`: "", `"x"`: "", `{}`: "",
	} {
		d := open(t, nil)
		got := d.post([]byte(`{"projectKey":"my-website","context":{"dimensions":` + sent + `},"events":[{"type":"page_view","name":"v","ts":1,"page":"/","sessionId":"s"}]}`))
		if got.status != 202 {
			t.Fatalf("%s: %s", sent, got.body)
		}
		if own := d.records()[0].Context.Dimensions; own != want {
			t.Errorf("%s became %s, want %s", sent, own, want)
		}
	}
}

func TestAGroupIsAPathWithoutSecrets(t *testing.T) {
	for sent, want := range map[string]string{
		"/product/[id]": "/product/[id]", "/a?token=1#x": "/a", "product": "", "": "", "https://example.com/a": "",
	} {
		d := open(t, nil)
		d.post([]byte(`{"projectKey":"my-website","events":[{"type":"page_view","name":"v","ts":1,"page":"/","sessionId":"s","group":"` + sent + `"}]}`))
		if got := d.records()[0].Events[0].Group; got != want {
			t.Errorf("%q became %q, want %q", sent, got, want)
		}
	}
}
