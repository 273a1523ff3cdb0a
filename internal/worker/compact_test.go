package worker

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestCompactIsToldFromTheRest(t *testing.T) {
	for text, want := range map[string]bool{
		`{"target":"main>article>img.hero","url":"/a b/größe.webp","parts":[1,-0.5e+3,0,true,false,null,{},[]]}`: true,
		`"x"`:                        true,
		`12`:                         true,
		`{"a": 1}`:                   false,
		`{"a":1} `:                   false,
		` 1`:                         false,
		`{"a":1`:                     false,
		`{"a":1,}`:                   false,
		`{"a"}`:                      false,
		`{a:1}`:                      false,
		`[1,]`:                       false,
		`[1 ,2]`:                     false,
		`01`:                         false,
		`1.`:                         false,
		`.5`:                         false,
		`-`:                          false,
		`1e`:                         false,
		`nul`:                        false,
		"\"a\nb\"":                   false,
		`"a`:                         false,
		`"a\u00fA\"b\\\/\b\f\n\r\t"`: true,
		`"\u00g0"`:                   false,
		`"\u00`:                      false,
		`"\x"`:                       false,
		`"a\`:                        false,
		`{"a":1}{"b":2}`:             false,
		``:                           false,
		strings.Repeat("[", 1000) + strings.Repeat("]", 1000): false, // it is, and is left to encoding/json
	} {
		if got := isCompact([]byte(text)); got != want {
			t.Errorf("%.60s: %v", text, got)
		}
	}
}

// FuzzCompact: what is called compact is JSON, and encoding/json leaves it as it is.
func FuzzCompact(f *testing.F) {
	f.Add([]byte(`{"target":"main>article","time":12.5,"list":[1,"a",null,{"b":true}]}`))
	f.Add([]byte(`-0.1E+7`))
	f.Add([]byte(`"\\u003e\\\"\\\\"`))
	f.Add([]byte(`[ ]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if !isCompact(text) {
			return
		}
		var small bytes.Buffer
		if err := json.Compact(&small, text); err != nil || !bytes.Equal(small.Bytes(), text) {
			t.Errorf("%q: encoding/json makes %q of it, %v", text, small.Bytes(), err)
		}
	})
}

func BenchmarkIsCompact(b *testing.B) {
	text := []byte(`{"target":"main>article>img.hero","url":"/assets/product/112.webp","timeToFirstByte":212.5,"resourceLoadDelay":87.1,"resourceLoadDuration":640,"elementRenderDelay":31.25}`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if !isCompact(text) {
			b.Fatal("not compact")
		}
	}
}

func BenchmarkJSONCompact(b *testing.B) {
	text := []byte(`{"target":"main>article>img.hero","url":"/assets/product/112.webp","timeToFirstByte":212.5,"resourceLoadDelay":87.1,"resourceLoadDuration":640,"elementRenderDelay":31.25}`)
	b.SetBytes(int64(len(text)))
	var small bytes.Buffer
	for b.Loop() {
		small.Reset()
		if err := json.Compact(&small, text); err != nil {
			b.Fatal(err)
		}
	}
}
