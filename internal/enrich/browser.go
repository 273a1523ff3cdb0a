package enrich

import "strings"

// family maps the names that client hints, user agents and other clients use, in lower case, to one name
// for a family. https://wicg.github.io/ua-client-hints/#sec-ch-ua-full-version-list
func family(name string) string {
	switch name {
	case "chrome", "google chrome", "chromium", "chrome mobile", "chrome mobile ios", "mobile chrome", "headless chrome",
		"headlesschrome", "chrome webview", "android webview", "chrome headless":
		return chrome
	case "safari", "mobile safari", "safari mobile", "mobilesafari":
		return safari
	case "firefox", "firefox mobile", "mobile firefox", "firefox ios", "mozilla firefox", "fennec":
		return firefox
	case "edge", "microsoft edge", "edge mobile", "microsoftedge", "ms edge", "microsoft edge webview2":
		return "Edge"
	case "samsung internet", "samsung browser", "samsungbrowser", "samsung internet browser":
		return "Samsung Internet"
	case "opera", "opera mobile", "opera touch", "opera gx", "opr":
		return "Opera"
	case "opera mini":
		return "Opera Mini"
	case "brave", "brave browser":
		return "Brave"
	case "vivaldi":
		return "Vivaldi"
	case "yandex", "yandex browser", "yabrowser":
		return "Yandex Browser"
	case "duckduckgo", "ddg":
		return "DuckDuckGo"
	case "uc browser", "ucbrowser":
		return "UC Browser"
	case "huawei browser", "huaweibrowser":
		return "Huawei Browser"
	case "miui browser", "miuibrowser", "xiaomi browser":
		return "Mi Browser"
	case "silk", "amazon silk":
		return "Silk"
	case "whale", "naver whale":
		return "Whale"
	case "qq browser", "qqbrowser", "mqqbrowser":
		return "QQ Browser"
	case "internet explorer", "ie", "msie":
		return "Internet Explorer"
	case "facebook app", "facebook":
		return "Facebook"
	case "instagram app", "instagram":
		return "Instagram"
	case "tiktok app", "tiktok":
		return "TikTok"
	case "google search app", "gsa":
		return "Google App"
	case "android browser", "android webkit":
		return "Android Browser"
	}
	return ""
}

// browser names the family of what a client calls its browser, without the version. A name nobody knows stays
// as it is, within bounds: the client is trusted to know, and the store caps how many there are.
func browser(s string) string {
	s = label(s, maxBrowser)
	name := withoutVersion(s)
	if known := family(strings.ToLower(name)); known != "" {
		return known
	}
	if name == "" || !isLetter(name[0]) || isPlaceholder(name) {
		return ""
	}
	return name
}

// withoutVersion cuts "Chrome 120", "Chrome/120.0" and "Firefox v133" before the version.
func withoutVersion(s string) string {
	s, _, _ = strings.Cut(s, "/")
	for {
		head, last, found := cutLast(s, ' ')
		last = strings.TrimPrefix(last, "v")
		if !found || last == "" || !isDigit(last[0]) {
			return strings.TrimSpace(s)
		}
		s = head
	}
}

func cutLast(s string, separator byte) (head, last string, found bool) {
	if i := strings.LastIndexByte(s, separator); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// isPlaceholder knows what clients send when they do not know.
func isPlaceholder(name string) bool {
	switch strings.ToLower(name) {
	case "unknown", "other", "undefined", "null", "none", "n":
		return true
	}
	return false
}
