package socketio

import (
	"errors"
	"io"
	"net/http"
	"strings"
)

// servePolling answers a request of the long-polling transport. Without a sid it is the handshake.
func (s *Server) servePolling(w http.ResponseWriter, r *http.Request, sid string) {
	if sid == "" {
		if r.Method != http.MethodGet {
			errMethod.write(w, http.StatusBadRequest)
			return
		}
		one := s.open(handshakeHeader(r))
		if one == nil {
			busy(w)
			return
		}
		writePayload(w, one.openPacket("websocket"))
		return
	}
	one := s.find(sid)
	switch {
	case one == nil:
		// It has ended, or lives on another instance: the client makes a new one.
		errUnknownSID.write(w, http.StatusBadRequest)
	case r.Method == http.MethodGet:
		one.poll(w, r)
	default:
		one.post(w, r)
	}
}

// handshakeHeader keeps of a request what Join may want: a header is large, and sessions are many.
func handshakeHeader(r *http.Request) http.Header {
	return http.Header{"Authorization": r.Header.Values("Authorization")}
}

func writePayload(w http.ResponseWriter, packets ...Packet) {
	w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(joinPayload(packets)) // the client may have gone
}

// poll answers a GET with what waits, as soon as something does.
func (s *session) poll(w http.ResponseWriter, r *http.Request) {
	if !s.begin(&s.polling) {
		s.close(Malformed)
		errRequest.write(w, http.StatusBadRequest)
		return
	}
	defer s.end(&s.polling)
	for {
		if packets := s.polled(); len(packets) > 0 {
			writePayload(w, packets...)
			return
		}
		select {
		case <-s.wake:
		case <-s.done:
			writePayload(w, Packet{engineClose})
			return
		case <-r.Context().Done():
			s.close(TransportLost)
			return
		}
	}
}

// begin marks that a request of a kind is under way; only one at a time may be.
func (s *session) begin(busy *bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if *busy || s.closed || s.socket != nil {
		return false
	}
	*busy = true
	return true
}

func (s *session) end(busy *bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*busy = false
}

// polled is what a GET answers now. While the client changes to a WebSocket, that is a packet of no meaning, so that no poll is
// left hanging; what waits goes over the WebSocket.
func (s *session) polled() []Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.upgrading || s.socket != nil {
		return []Packet{{engineNoop}}
	}
	return s.outbox.take()
}

// post takes the packets of a POST.
func (s *session) post(w http.ResponseWriter, r *http.Request) {
	if !s.begin(&s.posting) {
		s.close(Malformed)
		errRequest.write(w, http.StatusBadRequest)
		return
	}
	defer s.end(&s.posting)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(s.server.MaxPacket)))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		s.close(TooLarge)
		errRequest.write(w, http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		s.close(TransportLost)
		return
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/octet-stream"):
		s.close(Binary)
		errRequest.write(w, http.StatusBadRequest)
		return
	}
	for _, packet := range splitPayload(string(body)) {
		if !s.receive(packet) {
			errRequest.write(w, http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "ok")
}
