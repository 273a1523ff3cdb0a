package harness

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// A beacon that an instance has taken without an answer may have been accepted: whoever sends it again must know that he does.
func TestTheBalancerSendsABeaconOnce(t *testing.T) {
	var taken atomic.Int32
	instance := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if taken.Add(1) > 1 { // the first answer makes the connection one that is used again
			panic(http.ErrAbortHandler)
		}
	}))
	defer instance.Close()
	b, err := NewBalancer(instance.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	post := func() error {
		answer, err := http.Post(b.URL, "text/plain", strings.NewReader("a beacon"))
		if err == nil {
			answer.Body.Close()
		}
		return err
	}
	if err := post(); err != nil {
		t.Fatal(err)
	}
	if err := post(); err == nil {
		t.Error("the beacon was answered")
	}
	if n := taken.Load(); n != 2 {
		t.Errorf("the second beacon was taken %d times", n-1)
	}
}

// One that is not there has taken nothing.
func TestTheBalancerPassesOverAnInstanceThatIsNotThere(t *testing.T) {
	instance := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer instance.Close()
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = nobody.Close()
	b, err := NewBalancer("http://"+nobody.Addr().String(), instance.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for range 2 {
		answer, err := http.Post(b.URL, "text/plain", strings.NewReader("a beacon"))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
}
