package app

import (
	"cmp"

	"duban/campaign"
	"duban/console"
)

// calendarKeys returns the keys of calendar feeds; ok is false where there is no
// secret to make them with. The API's token, which other programs know and which
// is changed with them, makes none where there is an app.
func (a *App) calendarKeys() (keys console.CalendarKeys, ok bool) {
	secret := string(cmp.Or(a.config.WeCom.AESKey, a.config.APIToken))
	return console.NewCalendarKeys(secret), secret != ""
}

// calendars returns what tells people the addresses of their feeds, nil where
// browsers have no way here.
func (a *App) calendars() func(campaign.Member) (own, unit string) {
	keys, ok := a.calendarKeys()
	if !ok || a.config.PublicURL == "" {
		return nil
	}
	address := func(key string) string { return a.config.PublicURL + "/calendar/" + key + ".ics" }
	return func(m campaign.Member) (own, unit string) {
		if m.Unit != "" && (m.Has(campaign.RoleLiaison) || m.Has(campaign.RoleHead)) {
			unit = address(keys.Unit(m.Unit))
		}
		return address(keys.Member(m.UserID)), unit
	}
}
