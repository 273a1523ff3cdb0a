package enrich

import "testing"

func TestParseAgent(t *testing.T) {
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko) "
	const linux = "Mozilla/5.0 (X11; Linux x86_64) " + webkit
	rows := []struct {
		text                string
		device, browser, os string
		bot                 bool
	}{
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + "Chrome/140.0.0.0 Safari/537.36", desktop, "Chrome", "Windows", false},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", desktop, "Safari", "macOS", false},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", mobile, "Safari", "iOS", false},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 Safari/604.1", mobile, "Chrome", "iOS", false},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148", mobile, "Safari", "iOS", false},
		{"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1", tablet, "Safari", "iOS", false},
		{"Mozilla/5.0 (Linux; Android 10; K) " + webkit + "Chrome/140.0.0.0 Mobile Safari/537.36", mobile, "Chrome", "Android", false},
		{"Mozilla/5.0 (Linux; Android 10; K) " + webkit + "Chrome/140.0.0.0 Safari/537.36", tablet, "Chrome", "Android", false},
		{"Mozilla/5.0 (Linux; Android 14; SM-S921B) " + webkit + "SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36", mobile, "Samsung Internet", "Android", false},
		{"Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) " + webkit + "Chrome/140.0.0.0 Mobile Safari/537.36", mobile, "Chrome", "Android", false},
		{"Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0", mobile, "Firefox", "Android", false},
		{"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", desktop, "Firefox", "Linux", false},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", desktop, "Edge", "Windows", false},
		{"Mozilla/5.0 (Linux; Android 10; K) " + webkit + "Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0", mobile, "Edge", "Android", false},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + "Chrome/140.0.0.0 Safari/537.36 OPR/115.0.0.0", desktop, "Opera", "Windows", false},
		{"Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16", mobile, "Opera Mini", "Android", false},
		{"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " + webkit + "Chrome/140.0.0.0 Safari/537.36", desktop, "Chrome", "ChromeOS", false},
		{linux + "Chrome/140.0.0.0 Safari/537.36 SomeApp/1.2", desktop, "Chrome", "Linux", false},

		{linux + "HeadlessChrome/140.0.0.0 Safari/537.36", desktop, "Chrome", "Linux", true},
		{linux + "Chrome/140.0.0.0 Safari/537.36 Chrome-Lighthouse", desktop, "Chrome", "Linux", true},
		{linux + "Chrome/140.0.0.0 Safari/537.36 PTST/240101.1", desktop, "Chrome", "Linux", true},
		{linux + "Chrome/140.0.0.0 Safari/537.36 DatadogSynthetics", desktop, "Chrome", "Linux", true},
		{"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) " + webkit + "Chrome/140.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", mobile, "Chrome", "Android", true},
		{"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/140.0.0.0 Safari/537.36", "", "Chrome", "", true},
		{"Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "", "", "", true},
		{"facebookexternalhit/1.1", "", "", "", true},

		{"okhttp/4.12.0", "", "", "", false}, // an app that reports for a person
		{"curl/8.5.0", "", "", "", false},
		{"<script>alert(1)</script>", "", "", "", false},
		{"", "", "", "", false},
	}
	for _, row := range rows {
		got := parseAgent(row.text)
		if want := (agent{row.device, row.browser, row.os, row.bot}); got != want {
			t.Errorf("%q\n got %+v\nwant %+v", row.text, got, want)
		}
	}
}
