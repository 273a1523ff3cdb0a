package demo

import (
	"math"
	"math/rand/v2"

	"paceline/internal/rum"
)

// weighted is one choice of several.
type weighted[T any] struct {
	weight float64
	value  T
}

func pick[T any](dice *rand.Rand, choices []weighted[T]) T {
	total := 0.0
	for _, c := range choices {
		total += c.weight
	}
	at := dice.Float64() * total
	for _, c := range choices {
		if at -= c.weight; at < 0 {
			return c.value
		}
	}
	return choices[len(choices)-1].value
}

// logNormal is how times spread in the field: many near the median, and a long tail.
func logNormal(dice *rand.Rand, median, sigma float64) float64 {
	return median * math.Exp(sigma*dice.NormFloat64())
}

// client is a browser on a device.
type client struct {
	device, browser, os string
	userAgent           string
	viewport            [2]float64
	chromium            bool    // tells its brand and network, and measures layout shifts
	slowness            float64 // of its processor; 1 is a good laptop
	bot                 bool
}

// place is where a visitor lives.
type place struct {
	timezone, language string
	distance           float64 // to the server, as a factor of the network's times
}

func clients() []weighted[client] {
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko) "
	const apple = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 "
	const windows, mac = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) ", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	phone, laptop, screen := [2]float64{393, 851}, [2]float64{1440, 900}, [2]float64{1920, 1080}
	return []weighted[client]{
		{27, client{"mobile", "Google Chrome", "Android", "Mozilla/5.0 (Linux; Android 10; K) " + webkit + "Chrome/142.0.0.0 Mobile Safari/537.36", phone, true, 2.1, false}},
		{19, client{"mobile", "", "", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) " + apple + "Mobile/15E148 Safari/604.1", [2]float64{390, 844}, false, 1.2, false}},
		{6, client{"mobile", "Samsung Internet", "Android", "Mozilla/5.0 (Linux; Android 10; K) " + webkit + "SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36", phone, true, 1.9, false}},
		{2, client{"mobile", "", "", "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", phone, false, 2, false}},
		{4, client{"tablet", "", "", mac + apple + "Safari/605.1.15", [2]float64{820, 1180}, false, 1.2, false}},
		{2, client{"tablet", "Google Chrome", "Android", "Mozilla/5.0 (Linux; Android 10; K) " + webkit + "Chrome/142.0.0.0 Safari/537.36", [2]float64{800, 1280}, true, 1.9, false}},
		{17, client{"desktop", "Google Chrome", "Windows", windows + webkit + "Chrome/142.0.0.0 Safari/537.36", screen, true, 1, false}},
		{6, client{"desktop", "Microsoft Edge", "Windows", windows + webkit + "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", screen, true, 1, false}},
		{5, client{"desktop", "Google Chrome", "macOS", mac + webkit + "Chrome/142.0.0.0 Safari/537.36", laptop, true, 0.8, false}},
		{7, client{"desktop", "", "", mac + apple + "Safari/605.1.15", laptop, false, 0.8, false}},
		{4, client{"desktop", "", "", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", screen, false, 1, false}},
		{1, client{"desktop", "Google Chrome", "Linux", "Mozilla/5.0 (X11; Linux x86_64) " + webkit + "Chrome/142.0.0.0 Safari/537.36", laptop, true, 0.9, false}},
	}
}

func bots() []weighted[client] {
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko"
	return []weighted[client]{
		{2, client{"mobile", "", "", "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) " + webkit + ") Chrome/142.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", [2]float64{412, 732}, true, 1.5, true}},
		{1, client{"desktop", "", "", "Mozilla/5.0 (X11; Linux x86_64) " + webkit + ") HeadlessChrome/142.0.0.0 Safari/537.36", [2]float64{1280, 720}, true, 1, true}},
	}
}

func places() []weighted[place] {
	return []weighted[place]{
		{30, place{"Europe/Berlin", "de-DE", 1}},
		{8, place{"Europe/Vienna", "de-AT", 1}},
		{5, place{"Europe/Zurich", "de-CH", 1}},
		{10, place{"Europe/London", "en-GB", 1.1}},
		{8, place{"Europe/Paris", "fr-FR", 1.1}},
		{6, place{"Europe/Amsterdam", "nl-NL", 1}},
		{5, place{"Europe/Warsaw", "pl-PL", 1.2}},
		{9, place{"America/New_York", "en-US", 1.5}},
		{5, place{"America/Los_Angeles", "en-US", 1.8}},
		{4, place{"America/Sao_Paulo", "pt-BR", 2}},
		{6, place{"Asia/Calcutta", "en-IN", 2.3}},
		{3, place{"Asia/Tokyo", "ja-JP", 1.9}},
		{1, place{"Australia/Sydney", "en-AU", 2.3}},
	}
}

// network is a connection and the factor it puts on the network's times.
type network struct {
	effectiveType string
	factor, rtt   float64
}

func networksOf(device string) []weighted[network] {
	if device == "desktop" {
		return []weighted[network]{{97, network{"4g", 1, 50}}, {3, network{"3g", 2.4, 250}}}
	}
	return []weighted[network]{
		{84, network{"4g", 1.25, 100}}, {12, network{"3g", 2.6, 300}}, {3, network{"2g", 5, 900}}, {1, network{"slow-2g", 8, 1800}},
	}
}

// contextOf is what the SDK would put into a beacon's context.
func contextOf(c client, p place, n network, release string) rum.Context {
	ctx := rum.Context{
		Timezone: p.timezone, Language: p.language, Viewport: c.viewport,
		Device: c.device, Browser: c.browser, OS: c.os, Release: release,
	}
	if c.chromium {
		ctx.Connection, ctx.RTT = n.effectiveType, n.rtt
	}
	return ctx
}
