package configs_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duban/configs"
)

func TestShow(t *testing.T) {
	t.Parallel()
	got := configs.Show(mustLoad(t, embedded(t, configs.CampaignOriginal)))
	const golden = "testdata/show.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != got {
		t.Errorf("%v (-want +got)\n%s", err, cmp.Diff(string(want), got))
	}
}
