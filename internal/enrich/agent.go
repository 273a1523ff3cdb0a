package enrich

import (
	"strings"

	"github.com/mileusna/useragent"
)

// maxUserAgent bounds what is parsed, in bytes; ingest keeps no more of it.
const maxUserAgent = 512

// agent is what a user agent says; empty strings where it says nothing.
type agent struct {
	device, browser, os string
	bot                 bool
}

// clip cuts what no user agent needs, so that nobody's invention fills the memory.
func clip(userAgent string) string { return userAgent[:min(len(userAgent), maxUserAgent)] }

// parseAgent reads a clipped user agent. Names the library does not know for a browser's are never taken over:
// what is left of the text then is the sender's invention, and without bound.
func parseAgent(text string) agent {
	if text == "" {
		return agent{}
	}
	parsed := useragent.Parse(text)
	a := agent{
		os:  system(parsed.OS),
		bot: parsed.Bot || isBotName(text),
	}
	a.browser = agentBrowser(text, parsed.Name)
	a.device = agentDevice(text, parsed)
	return a
}

// agentBrowser names the family, or for the countless apps and rebrandings the engine's own browser.
func agentBrowser(text, name string) string {
	if family := family(strings.ToLower(name)); family != "" {
		return family
	}
	switch {
	case strings.Contains(text, "Chrome/"):
		return chrome
	case strings.Contains(text, "Gecko/") && strings.Contains(text, "Firefox/"):
		return firefox
	case strings.Contains(text, "AppleWebKit/") && isApple(text):
		return safari
	}
	return ""
}

func isApple(text string) bool {
	return strings.Contains(text, "iPhone") || strings.Contains(text, "iPad") || strings.Contains(text, "Macintosh")
}

// agentDevice follows the convention that Android says "Mobile" on telephones only:
// https://developer.chrome.com/docs/privacy-security/user-agent-client-hints#sec-ch-ua-mobile
func agentDevice(text string, parsed useragent.UserAgent) string {
	switch {
	case parsed.Tablet:
		return tablet
	case parsed.OS == useragent.Android && !strings.Contains(text, "Mobile") && parsed.Name != useragent.OperaMini:
		return tablet
	case parsed.Mobile:
		return mobile
	case parsed.Desktop:
		return desktop
	}
	return ""
}
