package httpapi

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks whose forwarding headers are believed. The zero value believes nobody.
type Proxies []netip.Prefix

// ParseProxies reads networks ("10.0.0.0/8") and single addresses ("127.0.0.1").
func ParseProxies(texts []string) (Proxies, error) {
	var proxies Proxies
	for _, text := range texts {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			proxies = append(proxies, prefix.Masked())
			continue
		}
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q: want a network such as 10.0.0.0/8 or an address", text)
		}
		proxies = append(proxies, netip.PrefixFrom(addr, addr.BitLen()))
	}
	return proxies, nil
}

// Sent reports whether a request came directly from one of the proxies, so that its headers may be believed.
func (p Proxies) Sent(r *http.Request) bool { return p.contain(peer(r)) }

// ClientIP is the address of who sent the request: the peer, or, behind believed proxies, the last address in
// X-Forwarded-For that is not one of theirs. What stands further left was written by the client. The zero Addr means
// unknown. The address is for use in memory only: it is never logged or stored.
func (p Proxies) ClientIP(r *http.Request) netip.Addr {
	addr := peer(r)
	if !p.contain(addr) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break // nothing further left can be believed
		}
		addr = hop.Unmap()
		if !p.contain(addr) {
			break
		}
	}
	return addr
}

func (p Proxies) contain(addr netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

func peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}
