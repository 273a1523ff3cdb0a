package cache

// Waiting is how many callers wait for a key's load.
func (t *Through) Waiting(key Key) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f := t.inFlight[key.text]; f != nil {
		return f.waiting
	}
	return 0
}
