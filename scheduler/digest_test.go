package scheduler_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"duban/campaign"
)

const (
	digestHead = "【督办提醒】以下事项尚未报齐，请协调督促：\n"
	digestHint = "\n名单未全部列出，回复“谁没交”查看全部。"
)

// TestDigestsLoseNothingSilently draws overdue deliverables and crowds. What the
// office reads fits; every deliverable stands in it with its true number, or is
// counted; no name is cut; all are named where they fit without their units; and
// where not, the reader is told how to ask.
func TestDigestsLoseNothingSilently(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		roll := []string{"o 丁 办公室 office"}
		var people, units []string
		for u := range rapid.IntRange(1, 12).Draw(rt, "units") {
			units = append(units, fmt.Sprintf("单位%d", u)+strings.Repeat("站", rapid.IntRange(1, 20).Draw(rt, "unit")))
			for i := range rapid.IntRange(1, 12).Draw(rt, "each") {
				people = append(people, strings.Repeat("某", rapid.IntRange(1, 4).Draw(rt, "name"))+fmt.Sprintf("%d_%d", u, i))
				roll = append(roll, fmt.Sprintf("u%d-%d %s %s member", u, i, people[len(people)-1], units[u]))
			}
		}
		var ds []campaign.Deliverable
		owing := map[string][]string{} // by the deliverable's name
		for i := range rapid.IntRange(1, 40).Draw(rt, "deliverables") {
			d := essays(t)
			d.ID, d.Name = fmt.Sprintf("d%d", i), fmt.Sprintf("第%d项", i)+strings.Repeat("文", rapid.IntRange(1, 40).Draw(rt, "called"))
			if owing[d.Name] = people; rapid.Bool().Draw(rt, "owed by units") {
				d.OwedBy, owing[d.Name] = campaign.OwedByUnit, units
			}
			ds = append(ds, d)
		}
		plan := newPlan(t, ds...)
		plan.Reminders["standard"] = campaign.Policy{At: campaign.Clock{Hour: 9}, Escalate: []campaign.Escalation{escalate(1, campaign.RoleOffice)}}
		w := newWorld(t, plan, roster(roll...))
		w.plan("2011-10-26 09:00")
		got := w.plan("2011-10-27 09:00")
		if len(got) != 1 || len(got[0].Text) > 2048 || !utf8.ValidString(got[0].Text) {
			rt.Fatalf("got %v", got)
		}
		text, hinted := strings.CutSuffix(got[0].Text, digestHint)
		blocks := strings.Split(strings.TrimPrefix(text, digestHead), "◆ ")[1:]
		whole := len(digestHead)
		for i, d := range ds {
			count := fmt.Sprintf("%d人", len(people))
			if d.OwedBy == campaign.OwedByUnit {
				count = fmt.Sprintf("%d个单位", len(units))
			}
			long := d.Name + "（已于10月26日18:00截止）：" + count + "\n"
			whole += len("◆ " + long + strings.Join(owing[d.Name], "、") + "\n")
			if i >= len(blocks) {
				continue
			}
			block := strings.TrimSuffix(blocks[i], fmt.Sprintf("另有%d项", len(ds)-len(blocks)))
			list, ok := strings.CutPrefix(strings.TrimSuffix(block, "\n")+"\n", long)
			if !ok {
				if list, ok = strings.CutPrefix(strings.TrimSuffix(block, "\n")+"\n", strings.Replace(long, "已于10月26日18:00", "10月26日", 1)); !ok {
					rt.Fatalf("%q is not there in full: %s", long, text)
				}
			}
			if left := unnamed(rt, list, people, units, owing[d.Name]); left > 0 && !hinted {
				rt.Fatalf("%d are left out of %s without a word: %s", left, d.Name, text)
			}
		}
		if left := len(ds) - len(blocks); left > 0 && !strings.HasSuffix(text, fmt.Sprintf("另有%d项", left)) {
			rt.Fatalf("%d deliverables are gone: %s", left, text)
		}
		if hinted && whole <= 2048 {
			rt.Fatalf("all would fit in %d bytes: %s", whole, text)
		}
	})
}

// unnamed reads a list of people or units and returns how many of those who owe
// it does not name.
func unnamed(rt *rapid.T, list string, people, units, owing []string) int {
	known := map[string]bool{}
	for _, name := range append(people[:len(people):len(people)], units...) {
		known[name] = true
	}
	named := map[string]bool{}
	for _, line := range strings.Split(list, "\n") {
		unit, names, ok := strings.Cut(line, "：")
		if !ok {
			unit, names = "", line
		}
		names, _, _ = strings.Cut(names, "等")
		for _, name := range append(strings.Split(names, "、"), unit) {
			if strings.HasSuffix(name, "人") { // a unit with its number
				name = strings.TrimRight(strings.TrimSuffix(name, "人"), "0123456789")
			}
			if name != "" && !known[name] {
				rt.Fatalf("%q is nobody's name", name)
			}
			named[name] = true
		}
	}
	left := 0
	for _, name := range owing {
		if !named[name] {
			left++
		}
	}
	return left
}
