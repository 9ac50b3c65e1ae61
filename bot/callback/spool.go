package callback

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strconv"
	"sync"

	"duban/campaign"
)

// Spool is an append-only file of messages that were acknowledged to the
// platform but not yet worked off. Each line is the CRC-32C of its JSON in hex,
// a space, and the JSON: a message kept, or the id of one that is done. Lines
// are on disk before Keep returns. It is safe for concurrent use by one
// process; two processes must not share a file.
type Spool struct {
	mu   sync.Mutex
	file spoolFile
	size int64           // bytes of whole lines
	torn bool            // bytes of a failed write stand behind size
	kept map[string]bool // ids without a done line
}

// spoolFile is what a Spool needs of an *os.File.
type spoolFile interface {
	io.Writer
	Sync() error
	Truncate(size int64) error
	Close() error
}

// spoolLine is the JSON of one line; one of its fields is set.
type spoolLine struct {
	Keep *campaign.Inbound `json:"keep,omitempty"`
	Done string            `json:"done,omitempty"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// OpenSpool opens or creates the spool file at path and returns the messages
// in it that are not worked off, the oldest first. A torn last line, as a crash
// leaves it, is dropped: its message was never acknowledged. damaged counts
// lines inside the file whose checksum failed; they are skipped.
func OpenSpool(path string) (s *Spool, pending []campaign.Inbound, damaged int, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("open spool: %w", err)
	}
	s = &Spool{file: file, kept: map[string]bool{}}
	pending, damaged, err = s.load(file)
	if err == nil {
		err = s.trim(file)
	}
	if err != nil {
		return nil, nil, 0, errors.Join(fmt.Errorf("open spool: %w", err), file.Close())
	}
	return s, pending, damaged, nil
}

// load reads all whole lines.
func (s *Spool) load(file io.Reader) (pending []campaign.Inbound, damaged int, err error) {
	var all []campaign.Inbound
	r := bufio.NewReader(file)
	for {
		raw, err := r.ReadBytes('\n')
		if err == io.EOF {
			break // what stands behind the last line break is torn
		}
		if err != nil {
			return nil, 0, err
		}
		s.size += int64(len(raw))
		line, ok := parseSpoolLine(raw[:len(raw)-1])
		switch {
		case !ok && len(raw) > 1:
			damaged++
		case line.Keep != nil && !s.kept[line.Keep.ID]:
			all = append(all, *line.Keep)
			s.kept[line.Keep.ID] = true
		case line.Done != "":
			delete(s.kept, line.Done)
		}
	}
	// One kept again after it was done stands twice; the last one counts.
	seen := map[string]bool{}
	for i := len(all) - 1; i >= 0; i-- {
		if id := all[i].ID; s.kept[id] && !seen[id] {
			seen[id] = true
			pending = append(pending, all[i])
		}
	}
	for i, j := 0, len(pending)-1; i < j; i, j = i+1, j-1 {
		pending[i], pending[j] = pending[j], pending[i]
	}
	return pending, damaged, nil
}

// trim drops what is behind the whole lines, or everything when nothing is
// pending.
func (s *Spool) trim(file spoolFile) error {
	if len(s.kept) == 0 {
		s.size = 0
	}
	if err := file.Truncate(s.size); err != nil {
		return err
	}
	return file.Sync()
}

func parseSpoolLine(raw []byte) (line spoolLine, ok bool) {
	sum, text, found := bytes.Cut(raw, []byte(" "))
	if !found {
		return line, false
	}
	want, err := strconv.ParseUint(string(sum), 16, 32)
	if err != nil || uint32(want) != crc32.Checksum(text, castagnoli) {
		return line, false
	}
	return line, json.Unmarshal(text, &line) == nil
}

// Keep writes a message to disk. One that is already kept is left as it is.
// After an error nothing of it is kept.
func (s *Spool) Keep(in campaign.Inbound) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[in.ID] {
		return nil
	}
	if err := s.append(spoolLine{Keep: &in}, s.file.Sync); err != nil {
		return fmt.Errorf("keep message in spool: %w", err)
	}
	s.kept[in.ID] = true
	return nil
}

// Done marks a message as worked off; one that is not kept is no error. The
// mark is not forced to disk: a message worked off twice is answered from its
// record. When nothing is pending the file shrinks to nothing.
func (s *Spool) Done(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.kept[id] {
		return nil
	}
	delete(s.kept, id)
	var err error
	if len(s.kept) == 0 {
		err = s.file.Truncate(0)
		s.size, s.torn = 0, err != nil
	} else {
		err = s.append(spoolLine{Done: id}, func() error { return nil })
	}
	if err != nil {
		return fmt.Errorf("mark message in spool: %w", err)
	}
	return nil
}

// Len returns how many messages are pending.
func (s *Spool) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.kept)
}

// Close closes the file; what is pending stays in it.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.Close()
}

// append writes one line and then calls settle; when either fails it takes
// the line back.
func (s *Spool) append(line spoolLine, settle func() error) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if s.torn {
		if err := s.file.Truncate(s.size); err != nil {
			return err
		}
		s.torn = false
	}
	raw := fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(text, castagnoli), text)
	_, err = s.file.Write(raw)
	if err == nil {
		err = settle()
	}
	if err != nil {
		s.torn = s.file.Truncate(s.size) != nil
		return err
	}
	s.size += int64(len(raw))
	return nil
}
