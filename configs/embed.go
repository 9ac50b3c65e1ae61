package configs

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"time"

	"duban/campaign"
)

//go:embed duban.yaml campaigns holidays rosters
var embedded embed.FS

// Names of the campaigns in the binary.
const (
	CampaignThisYear = "three-everything"      // the reference campaign, moved to the present
	CampaignOriginal = "three-everything-2011" // the reference campaign as it was
)

// EmbeddedCampaigns returns the names that Embedded knows.
func EmbeddedCampaigns() []string { return []string{CampaignThisYear, CampaignOriginal} }

// Embedded returns the campaign file of that name from the binary. today
// decides the year of CampaignThisYear: the September-to-July year that
// contains it, else the next. An unknown name is campaign.CodeNotFound.
func Embedded(name string, today campaign.Date) ([]byte, error) {
	switch name {
	case CampaignOriginal, CampaignThisYear:
	default:
		return nil, campaign.Errorf(campaign.CodeNotFound, "find campaign",
			"no embedded campaign is called %q; allowed: %s", name, strings.Join(EmbeddedCampaigns(), ", "))
	}
	data, err := embedded.ReadFile("campaigns/" + CampaignOriginal + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("read embedded campaign: %w", err)
	}
	if name == CampaignOriginal {
		return data, nil
	}
	year := today.Year
	if today.Month < time.August {
		year--
	}
	return Shift(data, campaign.Date{Year: year, Month: time.September, Day: 1})
}

// Sample returns the annotated sample configuration.
func Sample() []byte { return mustEmbedded("duban.yaml") }

// SampleRoster returns the people of the sample roster: invented units and
// names to try things out with.
func SampleRoster() ([]campaign.Member, error) {
	const name = "rosters/sample.csv"
	members, problems := ReadRoster(name, bytes.NewReader(mustEmbedded(name)))
	return members, problems.Err()
}

// mustEmbedded reads a file whose presence the compiler has checked.
func mustEmbedded(name string) []byte {
	data, err := embedded.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return data
}
