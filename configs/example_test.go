package configs_test

import (
	"fmt"

	"duban/configs"
)

func ExampleLoadCampaign() {
	_, problems := configs.LoadCampaign("autumn.yaml", []byte(`version: 1
id: autumn
name: 秋季活动
phases:
  - {id: one, name: 第一阶段, from: 2011-09-01, to: 2011-09-31}
remiders: {}
`))
	fmt.Println(problems.Err())
	// Output:
	// autumn.yaml:5:49: phases[0].to: "2011-09-31"; allowed: a day like 2011-10-31
	// autumn.yaml:6:1: remiders: unknown key; did you mean "reminders"?; allowed: version, id, name, zone, calendar, hours, burden, phases, kinds, reminders, public, summaries
}
