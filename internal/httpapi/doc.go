// Package httpapi is what every HTTP service of Paceline shares: errors as problem+json, JSON answers, security
// headers, the request log, request metrics, panic recovery, the address of the client, and a server with limits.
//
// Request logs hold no query strings and no addresses.
package httpapi
