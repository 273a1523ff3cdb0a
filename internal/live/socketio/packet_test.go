package socketio

import (
	"strings"
	"testing"
)

func TestPacketsAreReadAsTheProtocolWritesThem(t *testing.T) {
	for text, want := range map[string]message{
		`0`:                        {kind: '0', namespace: "/", id: -1},
		`0{"token":"t"}`:           {kind: '0', namespace: "/", id: -1, data: []byte(`{"token":"t"}`)},
		`0/admin,{"a":1}`:          {kind: '0', namespace: "/admin", id: -1, data: []byte(`{"a":1}`)},
		`0/admin?x=1,`:             {kind: '0', namespace: "/admin", id: -1},
		`2["renew",{"token":"t"}]`: {kind: '2', namespace: "/", id: -1, data: []byte(`["renew",{"token":"t"}]`)},
		`212["renew"]`:             {kind: '2', namespace: "/", id: 12, data: []byte(`["renew"]`)},
		`2/a,3["x"]`:               {kind: '2', namespace: "/a", id: 3, data: []byte(`["x"]`)},
		`1`:                        {kind: '1', namespace: "/", id: -1},
	} {
		got, err := parseMessage(text)
		if err != nil || got.kind != want.kind || got.namespace != want.namespace || got.id != want.id || string(got.data) != string(want.data) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{``, `2["x"`, `2{`, `299999999999["x"]`, `2 x`} {
		if m, err := parseMessage(text); err == nil {
			t.Errorf("%q is read as %+v", text, m)
		}
	}
}

func TestEventsHaveANameAndArguments(t *testing.T) {
	if name, arguments, err := parseEvent([]byte(`["renew",{"a":1},2]`)); err != nil || name != "renew" || len(arguments) != 2 {
		t.Errorf("%s, %s, %v", name, arguments, err)
	}
	for _, data := range []string{``, `[]`, `{}`, `[1]`, `"renew"`, `null`} {
		if name, _, err := parseEvent([]byte(data)); err == nil {
			t.Errorf("%s is the event %q", data, name)
		}
	}
}

func TestPacketsAreWrittenAsTheProtocolReadsThem(t *testing.T) {
	event, err := Event("metrics", map[string]int{"views": 1})
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		string(event): `42["metrics",{"views":1}]`,
		string(encode(socketConnect, "/", map[string]string{"sid": "s"})):                       `40{"sid":"s"}`,
		string(encode(socketConnectError, "/a", connectError{Message: "no"})):                   `44/a,{"message":"no"}`,
		string(encode(socketConnectError, "/", newConnectError(&Refusal{"code", "not today"}))): `44{"message":"not today","data":{"code":"code"}}`,
		string(encodeAck(7, true)):                                             `437[true]`,
		string(joinPayload([]Packet{Packet("2"), event[:2]})):                  "2\x1e42",
		strings.Join(splitPayload("40\x1e2"), "|"):                             "40|2",
		string(encode(socketConnectError, "/", newConnectError(errMalformed))): `44{"message":"not connected"}`,
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestAnOutboxIsBounded(t *testing.T) {
	var o outbox
	for o.push(Packet("x")) {
	}
	if len(o.packets) != outboxPackets {
		t.Errorf("%d packets wait", len(o.packets))
	}
	for o.pushOwn(Packet("2")) {
	}
	if len(o.packets) != outboxPackets+outboxOwn {
		t.Errorf("%d packets wait, the protocol's own among them", len(o.packets))
	}
	o.take()
	if !o.push(make(Packet, 2*outboxBytes)) || o.push(Packet("x")) {
		t.Error("a single packet has room, and none behind a large one")
	}
}

// What a client sends never makes the server panic, and what is read as an event can be written again.
func FuzzPacket(f *testing.F) {
	for _, seed := range []string{`0{"token":"t"}`, `212["renew",{"token":"t"}]`, `2/a,3["x"]`, `51-["x",{"_placeholder":true,"num":0}]`, "3\x1e2", `0/admin?x=1,`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		for _, text := range splitPayload(payload) {
			m, err := parseMessage(text)
			if err != nil {
				continue
			}
			if m.namespace == "" || m.namespace[0] != '/' || m.id < -1 {
				t.Fatalf("%q: %+v", text, m)
			}
			_, _, _ = parseEvent(m.data)
		}
	})
}
