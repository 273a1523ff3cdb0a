package admin

// List is what a list of projects shows, ordered by key.
func (s Snapshot) List() []ProjectInfo { return newIndex(s).infos }
