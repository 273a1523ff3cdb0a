package ingest

import (
	"net/http"
	"strings"

	"paceline/internal/rum"
)

// hint fills in what the browser itself says with every request of the device that it runs on, where the beacon does not
// say. Of browsers without client hints nothing is filled in: there the user agent is read.
// https://wicg.github.io/ua-client-hints/
func hint(context *rum.Context, header http.Header) {
	var cutHint rum.Flags // a cut hint is no flaw of an event
	fill := func(known *string, hinted string) {
		if *known == "" {
			*known = cut(hinted, maxName, &cutHint)
		}
	}
	platform, _, _ := quoted(header.Get("Sec-Ch-Ua-Platform"))
	fill(&context.OS, platform)
	fill(&context.Browser, product(header.Get("Sec-Ch-Ua")))
	fill(&context.Device, hintedDevice(header.Get("Sec-Ch-Ua-Mobile"), platform))
}

// hintedDevice knows that an Android that is not mobile is a tablet.
func hintedDevice(mobile, platform string) string {
	switch {
	case mobile == "?1":
		return "mobile"
	case mobile != "?0":
		return ""
	case platform == "Android":
		return "tablet"
	}
	return "desktop"
}

// product is the one among a list of brands that people know. "Chromium" stands beside every product that is made of it,
// and one brand is nonsense on purpose: https://wicg.github.io/ua-client-hints/#grease
func product(brands string) string {
	chromium := ""
	for brands != "" {
		brand, rest, ok := quoted(brands)
		switch {
		case !ok:
			return chromium
		case brand == "Chromium":
			chromium = brand
		case !isNonsense(brand):
			return brand
		}
		brands = nextItem(rest)
	}
	return chromium
}

// isNonsense knows "Not A;Brand" and "(Not?A_Brand", whatever stands between the words.
func isNonsense(brand string) bool {
	_, behind, not := strings.Cut(strings.ToLower(brand), "not")
	return not && strings.HasSuffix(behind, "brand")
}

// quoted takes a string off the front of a structured field: https://www.rfc-editor.org/rfc/rfc8941#section-3.3.3
func quoted(field string) (text, rest string, ok bool) {
	field = strings.TrimLeft(field, " ")
	if !strings.HasPrefix(field, `"`) {
		return "", field, false
	}
	var b strings.Builder
	for i := 1; i < len(field); i++ {
		switch {
		case field[i] == '"':
			return b.String(), field[i+1:], true
		case field[i] == '\\' && i+1 < len(field):
			i++
		}
		b.WriteByte(field[i])
	}
	return "", "", false
}

// nextItem is what follows the parameters of a list's item, whose values may be strings with commas in them.
func nextItem(field string) string {
	for field != "" && field[0] != ',' {
		if field[0] != '"' {
			field = field[1:]
			continue
		}
		_, field, _ = quoted(field)
	}
	return strings.TrimPrefix(field, ",")
}
