package configs_test

import (
	"testing"
	_ "time/tzdata"

	"duban/campaign"
	"duban/configs"
)

func TestReferenceCampaign(t *testing.T) {
	t.Parallel()
	data, err := configs.Embedded(configs.CampaignOriginal, campaign.Date{})
	if err != nil {
		t.Fatal(err)
	}
	plan, problems := configs.LoadCampaign("ref.yaml", data)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	_ = plan
}
