package bench

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"sync"
	"syscall"
)

// floorHandler is the least that can say 202 and mean it: read the body, parse it, write it to a file that is
// synced, and answer. It checks nothing, keeps nothing apart, and could not be read back by project.
func floorHandler(file *groupFile) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			var parsed any
			err = json.Unmarshal(body, &parsed)
		}
		if err == nil {
			err = file.append(body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte(`{"accepted":true}`)) // the client may have gone
	})
}

// groupFile is a file in which whatever has gathered while the last group was synced becomes the next group.
type groupFile struct {
	file    *os.File
	arrived chan struct{}
	ended   chan struct{}

	mu      sync.Mutex
	waiting []byte
	answers []chan error
}

func openGroupFile(path string) (*groupFile, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	f := &groupFile{file: file, arrived: make(chan struct{}, 1), ended: make(chan struct{})}
	go f.write()
	return f, nil
}

// append returns once the data is on the disk.
func (f *groupFile) append(data []byte) error {
	answer := make(chan error, 1)
	f.mu.Lock()
	f.waiting = append(f.waiting, data...)
	f.answers = append(f.answers, answer)
	f.mu.Unlock()
	select {
	case f.arrived <- struct{}{}:
	default: // it is awake already
	}
	return <-answer
}

func (f *groupFile) write() {
	defer close(f.ended)
	for range f.arrived {
		f.mu.Lock()
		data, answers := f.waiting, f.answers
		f.waiting, f.answers = nil, nil
		f.mu.Unlock()
		_, err := f.file.Write(data)
		if err == nil {
			err = syscall.Fdatasync(int(f.file.Fd()))
		}
		for _, answer := range answers {
			answer <- err
		}
	}
}

// close ends the writer; nobody may append any more.
func (f *groupFile) close() error {
	close(f.arrived)
	<-f.ended
	return f.file.Close()
}
