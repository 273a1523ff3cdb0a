package ingest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"paceline/internal/rum"
)

// liftClient takes out of an event's data what clients without a beacon context put there. User ids leave data in any
// spelling and become a hash that only this project's salt can repeat; the object "user" goes whole, for a name or a
// mail address may stand beside the id.
func liftClient(data map[string]any, salt []byte, flags *rum.Flags) rum.Client {
	if len(data) == 0 {
		return rum.Client{}
	}
	client := rum.Client{
		Device:    cut(firstText(data, "deviceType", "device"), maxName, flags),
		UserAgent: cut(text(data["userAgent"]), maxUserAgent, flags),
		Country:   countryCode(firstText(data, "country")),
	}
	if browser := text(data["browser"]); !strings.Contains(browser, "Mozilla/") {
		client.Browser = cut(browser, maxName, flags)
	} else if client.UserAgent == "" {
		client.UserAgent = cut(browser, maxUserAgent, flags)
	}
	if geo, ok := data["geo"].(map[string]any); ok && client.Country == "" {
		client.Country = countryCode(text(geo["country"]))
	}
	client.User = hashUser(takeUser(data), salt)
	return client
}

// takeUser removes the user's id from data and returns it.
func takeUser(data map[string]any) string {
	id := firstText(data, "userId", "user_id")
	delete(data, "userId")
	delete(data, "user_id")
	if user, ok := data["user"].(map[string]any); ok {
		if id == "" {
			id = text(user["id"])
		}
		delete(data, "user")
	}
	return id
}

// hashUser is 32 hexadecimal digits; empty for nobody.
func hashUser(id string, salt []byte) string {
	if id == "" {
		return ""
	}
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func firstText(data map[string]any, keys ...string) string {
	for _, key := range keys {
		if s := text(data[key]); s != "" {
			return s
		}
	}
	return ""
}

// text is a string, or the digits of a number; empty for anything else.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// countryCode is a code of two letters in upper case; empty for anything else.
func countryCode(s string) string {
	if len(s) != 2 {
		return ""
	}
	s = strings.ToUpper(s)
	if s[0] < 'A' || s[0] > 'Z' || s[1] < 'A' || s[1] > 'Z' {
		return ""
	}
	return s
}
