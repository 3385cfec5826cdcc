package reload

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/aerolith/aerolith/config/tree"
)

// Journal keeps what came of reloads in a file, a JSON value a line, so that a person can see later what was in force when. It is
// bounded: beyond KeepMax records the older half goes. Secrets are not in it: configurations hold references only.
type Journal struct {
	// Path is the file; it is made with mode 0600.
	Path string
	// KeepMax is how many records are kept at most; 0 takes 512.
	KeepMax int

	count int
	begun bool
}

// journalMax is the default of Journal.KeepMax.
const journalMax = 512

// journalLineMax bounds a line that is read, in bytes.
const journalLineMax = 16 << 20

// Record is one line of a Journal.
type Record struct {
	// Time is when.
	Time time.Time `json:"time"`
	// Version is that of the state after it, counted from the start of the program, whose own record has version 1.
	Version uint64 `json:"version"`
	// Started says that the program began with these values.
	Started bool `json:"started,omitempty"`
	// Applied are the changes that came into force, Pending those that wait for a restart.
	Applied []Step `json:"applied,omitempty"`
	// Pending are changes that wait for a restart.
	Pending []Step `json:"pending,omitempty"`
	// Refused says why nothing changed, "" if it did.
	Refused string `json:"refused,omitempty"`
}

// Step is one change in a Record.
type Step struct {
	// Path leads to the option or context.
	Path string `json:"path"`
	// Old and New are the values, nil for none.
	Old *string `json:"old,omitempty"`
	// New is the value after the change.
	New *string `json:"new,omitempty"`
	// Origin is where the new value comes from.
	Origin string `json:"origin,omitempty"`
}

// Start notes what a program begins with: the changes are everything that is set, against an empty tree.
func (j *Journal) Start(now time.Time, changes []tree.Change) error {
	return j.append(Record{Time: now, Version: 1, Started: true, Applied: steps(changes)})
}

// Note notes what came of a reload. Reloads that changed nothing and found nothing wrong leave no record.
func (j *Journal) Note(e Entry) error {
	if e.Err == nil && len(e.Applied) == 0 && len(e.Pending) == 0 {
		return nil
	}
	r := Record{Time: e.Time, Version: e.Version, Applied: steps(e.Applied), Pending: steps(e.Pending)}
	if e.Err != nil {
		r.Refused = e.Err.Error()
	}
	return j.append(r)
}

// steps turns changes into those of a record.
func steps(changes []tree.Change) []Step {
	var all []Step
	for _, c := range changes {
		one := Step{Path: c.Path(), Old: valueText(c, c.Old), New: valueText(c, c.New)}
		if c.New != nil {
			one.Origin = c.New.Origin.String()
		}
		all = append(all, one)
	}
	return all
}

// valueText returns a value as text, nil for none.
func valueText(c tree.Change, v *tree.Value) *string {
	if v == nil {
		return nil
	}
	text := v.String()
	if c.Option == nil {
		text = "there"
	}
	return &text
}

// append adds a record, and drops the older half where there are too many.
func (j *Journal) append(r Record) error {
	if !j.begun {
		all, err := ReadJournal(j.Path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		j.count, j.begun = len(all), true
	}
	if most := j.most(); j.count >= most {
		if err := j.shorten(most / 2); err != nil {
			return err
		}
	}
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("config: journal: %w", err)
	}
	file, err := os.OpenFile(j.Path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("config: journal: %w", err)
	}
	_, err = file.Write(append(append(torn(file), line...), '\n'))
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("config: journal %s: %w", j.Path, err)
	}
	j.count++
	return nil
}

// torn returns the line break that a crash has cut off the end of a file, nothing if it is there.
func torn(file *os.File) []byte {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return nil
	}
	last := []byte{0}
	if _, err := file.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return nil
	}
	return []byte{'\n'}
}

// most returns how many records are kept.
func (j *Journal) most() int {
	if j.KeepMax > 0 {
		return j.KeepMax
	}
	return journalMax
}

// shorten keeps the last records only. A crash leaves the old file or the new one.
func (j *Journal) shorten(keep int) error {
	all, err := ReadJournal(j.Path)
	if err != nil {
		return err
	}
	all = all[max(0, len(all)-keep):]
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, r := range all {
		if err := encoder.Encode(r); err != nil {
			return fmt.Errorf("config: journal: %w", err)
		}
	}
	next := j.Path + ".new"
	if err := os.WriteFile(next, text.Bytes(), 0o600); err != nil {
		return fmt.Errorf("config: journal: %w", err)
	}
	if err := os.Rename(next, j.Path); err != nil {
		return fmt.Errorf("config: journal: %w", err)
	}
	j.count = len(all)
	return nil
}

// ReadJournal returns the records of a file, the oldest first. A last line that a crash has cut off is left out, and so is any other
// that is no record. The error is that of the system.
func ReadJournal(path string) ([]Record, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("config: journal: %w", err)
	}
	defer file.Close()
	var all []Record
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, journalLineMax)
	for lines.Scan() {
		var r Record
		if json.Unmarshal(lines.Bytes(), &r) == nil && !r.Time.IsZero() {
			all = append(all, r)
		}
	}
	if err := lines.Err(); err != nil {
		return all, fmt.Errorf("config: journal %s: %w", path, err)
	}
	return all, nil
}
