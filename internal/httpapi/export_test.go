package httpapi

import "net"

// ListenOn makes the server accept from a test's own listener.
func (s *Server) ListenOn(listener net.Listener) { s.limit(listener) }
