package ingest_test

import (
	"testing"

	"paceline/internal/rum"
)

func TestWhatABrowserSaysOfItselfInHeaders(t *testing.T) {
	const chrome = `"Not)A;Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"`
	for name, c := range map[string]struct {
		context, brands, mobile, platform string
		want                              rum.Context
	}{
		"a computer":       {"", chrome, "?0", `"Windows"`, rum.Context{Device: "desktop", Browser: "Google Chrome", OS: "Windows"}},
		"a telephone":      {"", `" Not A;Brand";v="99", "Brave";v="1"`, "?1", `"Android"`, rum.Context{Device: "mobile", Browser: "Brave", OS: "Android"}},
		"a tablet":         {"", `"Chromium";v="156", "(Not?A_Brand";v="8"`, "?0", `"Android"`, rum.Context{Device: "tablet", Browser: "Chromium", OS: "Android"}},
		"the beacon first": {`"device":"tablet","browser":"Own","os":"TV"`, chrome, "?0", `"Linux"`, rum.Context{Device: "tablet", Browser: "Own", OS: "TV"}},
		"strings in strings": {"", `"a\"b,\\";v="1,2", "Edge"`, "?0", `"Chrome OS"`,
			rum.Context{Device: "desktop", Browser: `a"b,\`, OS: "Chrome OS"}},
		"commas in parameters": {"", `"Chromium";v="1, \"Wrong\"", "Opera"`, "", "", rum.Context{Browser: "Opera"}},
		"not a list of brands": {"", `Chrome, "Edge`, "yes", `Windows`, rum.Context{}},
		"an open string":       {"", `"Chromium";v="156, "`, "?2", `"`, rum.Context{Browser: "Chromium"}},
		"nothing":              {"", "", "", "", rum.Context{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, nil)
			got := d.post([]byte(`{"projectKey":"my-website","context":{`+c.context+`},"events":[`+
				`{"type":"page_view","name":"v","ts":1,"page":"/","sessionId":"s"}]}`),
				"Sec-CH-UA", c.brands, "Sec-CH-UA-Mobile", c.mobile, "Sec-CH-UA-Platform", c.platform)
			if got.status != 202 {
				t.Fatal(got.body)
			}
			if told := d.records()[0].Context; told != c.want {
				t.Errorf("\n got %+v\nwant %+v", told, c.want)
			}
		})
	}
}
