package enrich

import "strings"

// isBotName finds a word that no browser of a person uses in a user agent or name. HTTP libraries (curl,
// okhttp, ...) are not bots: they run no pages, so what they send was relayed for somebody.
func isBotName(text string) bool {
	for start := 0; start < len(text); {
		if !isAlnum(text[start]) {
			start++
			continue
		}
		end := start + 1
		for end < len(text) && isAlnum(text[end]) {
			end++
		}
		if isBotWord(text[start:end]) {
			return true
		}
		start = end
	}
	return false
}

// isBotWord knows crawlers, link previews, monitoring services and automated browsers. It is a list, since
// they follow no rule; the companies that publish how theirs call themselves include
// https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers
func isBotWord(word string) bool {
	var buffer [32]byte
	if len(word) > len(buffer) {
		word = word[len(word)-len(buffer):] // "bot" and its like stand at the end
	}
	for i := range len(word) {
		buffer[i] = lower(word[i])
	}
	text := string(buffer[:len(word)]) // stays on the stack
	switch text {
	case "cubot": // a maker of telephones
		return false
	case "slurp", "lighthouse", "pagespeed", "gtmetrix", "webpagetest", "ptst", "pingdom", "statuscake", "site24x7",
		"datadogsynthetics", "newrelicsynthetics", "catchpoint", "dynatracesynthetic", "rumsynthetic", "synthetics",
		"checkly", "k6", "calibre", "speedcurve", "debugbear", "treo", "sitespeed", "phantomjs", "slimerjs", "selenium",
		"webdriver", "puppeteer", "playwright", "cypress", "jsdom", "happydom", "prerender", "rendertron",
		"facebookexternalhit", "facebookcatalog", "mediapartners", "inspectiontool", "googleother", "feedfetcher",
		"bingpreview", "embedly", "skypeuripreview", "ahrefssiteaudit", "screamingfrog", "qwantify", "yandexadnet",
		"chatgpt", "perplexity", "uptime", "monitoring", "siteimprove", "detectify", "archiver":
		return true
	}
	return strings.HasSuffix(text, "bot") || strings.HasSuffix(text, "bots") ||
		strings.HasSuffix(text, "crawler") || strings.HasSuffix(text, "crawling") ||
		strings.HasSuffix(text, "spider") || strings.HasSuffix(text, "scraper") ||
		strings.HasPrefix(text, "headless")
}

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= lower(c) && lower(c) <= 'z' }

// lower folds an ASCII letter.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
