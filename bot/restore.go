package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

const formOriginal = `原[定来來](?:的)?(?:截止)?(?:[时時][间間]|日期|期限)?`

var restoreActs = []act{
	form("restore", `(?:恢[复復]|改回|[还還]原)(?:到|[为為]|成)?`+formOriginal+`[\s：:，,]*(?P<what>.{0,50}?)`),
	form("restore", `(?:把|[将將])?(?P<what>.{2,50}?)的?(?:截止)?(?:[时時][间間]|日期|期限)?(?:恢[复復]|改回|[还還]原)(?:到|[为為]|成)?`+formOriginal),
	form("restore", `(?:撤[销銷]|取消|收回)(?P<what>.{2,50}?)的?(?:延期|[缓緩]交|免交|[宽寬]限|[顺順]延)`),
}

// restore takes a moved deadline, an extension or an excuse back: 恢复原定 心得体会,
// 取消张三心得的缓交.
func (t *turn) restore() error {
	g, named, err := t.grantee()
	switch {
	case err != nil || named && g.key == "":
		return err
	case named:
		return t.restoreOne(g)
	}
	found, err := t.movedAll()
	if err != nil {
		return err
	}
	o, ok := t.oneMoved(found)
	if !ok {
		return nil
	}
	args := message.Args{"name": t.name(o.deliverable, o.p.Key), "due": t.moment(o.p.Due), "was": t.moment(o.due), "off": t.dayOff(o.p.Due)}
	return t.moveAll(o, o.p.Due, args)
}

// movedAll returns what the command names of all whose deadline was moved for
// everyone. It names it outright: what is meant for one whom the roster does not
// have must not move everyone's deadline.
func (t *turn) movedAll() ([]owed, error) {
	what := understand.Fold(t.read.Slots["what"])
	var found []owed
	for _, d := range t.all {
		for _, p := range d.periods {
			o, err := t.placed(d, p, campaign.Debt{})
			if err != nil {
				return nil, err
			}
			if o.due.Equal(p.Due) {
				continue
			}
			k := t.kinds[d.Kind]
			names := append([]string{"", t.name(d, p.Key), d.Name, k.Name}, k.Words...)
			if slices.ContainsFunc(names, func(n string) bool { return understand.Fold(n) == what }) {
				found = append(found, o)
			}
		}
	}
	return found, nil
}

// oneMoved returns the one of them that the command means; where there are
// several it asks.
func (t *turn) oneMoved(found []owed) (o owed, ok bool) {
	if chosen := t.read.Slots["debt"]; chosen != "" {
		found = slices.DeleteFunc(found, func(o owed) bool { return debtID(o) != chosen })
	}
	switch len(found) {
	case 0:
		t.say(message.BotNothingMoved, nil)
		return o, false
	case 1:
		return found[0], true
	}
	var options, values []string
	for _, o := range found[:min(len(found), 9)] {
		options, values = append(options, t.name(o.deliverable, o.p.Key)), append(values, debtID(o))
	}
	t.offer("restore", "debt", message.BotWhichRestore, nil, options, values)
	return o, false
}

// debtID names a debt of a known debtor in a choice.
func debtID(o owed) string { return o.ID + "|" + o.p.Key }

// restoreOne takes back what was granted to one person or unit.
func (t *turn) restoreOne(g grantee) error {
	all, err := t.debtsFor(g)
	if err != nil {
		return err
	}
	what := t.read.Slots["what"]
	all = slices.DeleteFunc(all, func(o owed) bool { return o.debt.Due.IsZero() && !o.debt.Excused })
	if k, ok := t.kindNamed(what); ok {
		all = ofKind(all, k)
	}
	named := slices.DeleteFunc(slices.Clone(all), func(o owed) bool { return !strings.Contains(what, t.name(o.deliverable, o.p.Key)) })
	if len(named) > 0 {
		all = named
	}
	o, ok := t.oneMoved(all)
	if !ok {
		return nil
	}
	d := o.debt
	d.Due, d.DueSince, d.Excused, d.Reason = time.Time{}, time.Time{}, false, ""
	now, err := t.placed(o.deliverable, o.p, d)
	if err != nil {
		return err
	}
	args := message.Args{"who": g.name, "name": t.name(o.deliverable, o.p.Key), "due": t.moment(now.due), "off": t.dayOff(now.due)}
	t.sayMoved(message.BotRestored, args)
	if d.Open() {
		t.sayRungs(o, now.due, o.open())
	}
	t.audit(o.ID, fmt.Sprintf("%s %s", o.p.Key, g.key))
	return t.putGrant(o, d, g, message.BotTellRestored, message.BotTellUnitRestored, args)
}
