package callback

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
)

func note(id string) campaign.Inbound {
	return campaign.Inbound{ID: id, UserID: "lin", Type: campaign.InboundText, Text: "第一行\n第二行\x0b\u2028" + id,
		At: time.Unix(1767225600, 0).UTC(), Media: campaign.Media{ID: "m"}}
}

func mustOpen(t *testing.T, path string) (*Spool, []campaign.Inbound, int) {
	t.Helper()
	s, pending, damaged, err := OpenSpool(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, pending, damaged
}

func TestSpoolKeepsWhatIsNotDone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "spool")
	s, _, _ := mustOpen(t, path)
	for _, id := range []string{"a", "b", "c", "b"} {
		if err := s.Keep(note(id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Done("a"), s.Done("unknown"), s.Keep(note("a")), s.Done("b")); err != nil {
		t.Fatal(err)
	}
	_, pending, damaged := mustOpen(t, path)
	if diff := cmp.Diff([]campaign.Inbound{note("c"), note("a")}, pending); diff != "" || damaged != 0 {
		t.Errorf("%d damaged\n%s", damaged, diff)
	}
}

func TestSpoolShrinks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "spool")
	s, _, _ := mustOpen(t, path)
	if err := errors.Join(s.Keep(note("a")), s.Keep(note("b")), s.Done("a"), s.Done("b")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 || s.Len() != 0 {
		t.Fatalf("%v %v, %d pending", info, err, s.Len())
	}
}

func TestSpoolAfterACrash(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "spool")
	s, _, _ := mustOpen(t, path)
	if err := errors.Join(s.Keep(note("a")), s.Keep(note("b"))); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first := strings.IndexByte(string(whole), '\n') + 1
	for cut := first; cut <= len(whole); cut++ {
		torn := filepath.Join(t.TempDir(), "spool")
		if err := os.WriteFile(torn, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		s, pending, damaged := mustOpen(t, torn)
		want := []campaign.Inbound{note("a")}
		if cut == len(whole) {
			want = append(want, note("b"))
		}
		if diff := cmp.Diff(want, pending); diff != "" || damaged != 0 {
			t.Fatalf("cut at %d: %d damaged\n%s", cut, damaged, diff)
		}
		if err := errors.Join(s.Keep(note("c")), s.Close()); err != nil {
			t.Fatal(err)
		}
		if _, pending, _ = mustOpen(t, torn); len(pending) != len(want)+1 {
			t.Fatalf("cut at %d: %d pending after another message", cut, len(pending))
		}
	}
	flipped := []byte(string(whole))
	flipped[first/2] ^= 1
	if err := os.WriteFile(path, flipped, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, pending, damaged := mustOpen(t, path); len(pending) != 1 || damaged != 1 {
		t.Fatalf("%d pending, %d damaged", len(pending), damaged)
	}
}

// full is a file on a disk that fills up after so many bytes.
type full struct {
	*os.File
	room int
}

func (f *full) Write(p []byte) (int, error) {
	if len(p) <= f.room {
		return f.File.Write(p)
	}
	n, _ := f.File.Write(p[:f.room])
	return n, errors.New("no space left on device")
}

func TestSpoolOnAFullDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "spool")
	s, _, _ := mustOpen(t, path)
	if err := s.Keep(note("a")); err != nil {
		t.Fatal(err)
	}
	disk := &full{s.file.(*os.File), 20}
	s.file = disk
	if err := s.Keep(note("b")); err == nil || s.Len() != 1 {
		t.Fatalf("%d kept, err %v", s.Len(), err)
	}
	disk.room = 1 << 20
	if err := s.Keep(note("c")); err != nil {
		t.Fatal(err)
	}
	_, pending, damaged := mustOpen(t, path)
	if diff := cmp.Diff([]campaign.Inbound{note("a"), note("c")}, pending); diff != "" || damaged != 0 {
		t.Fatalf("%d damaged\n%s", damaged, diff)
	}
}

// Whatever stands in the file, it opens, and takes messages in that the next
// opening finds behind what was there.
func FuzzSpool(f *testing.F) {
	f.Add([]byte("00000000 {\"done\":\"a\"}\n"))
	f.Add([]byte("0d6a4b5c {}\n\n x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "spool")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, before, damaged := mustOpen(t, path)
		if err := s.Keep(note("new")); err != nil {
			t.Fatal(err)
		}
		_, after, again := mustOpen(t, path)
		if again > damaged || len(after) != len(before)+1 || after[len(before)].ID != "new" {
			t.Fatalf("%d messages and %d damaged became %d and %d", len(before), damaged, len(after), again)
		}
	})
}
