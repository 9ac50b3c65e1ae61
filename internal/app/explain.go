package app

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	"duban/bot"
	"duban/bot/understand"
	"duban/campaign"
	"duban/configs"
)

// Question is one message to explain.
type Question struct {
	Text    string    `json:"text"`
	As      string    `json:"as"`      // user id or role; "" means a member
	At      time.Time `json:"at"`      // zero: now
	Context string    `json:"context"` // "" or draft:KIND
}

// Explanation is how a message would be understood.
type Explanation struct {
	Intent string           `json:"intent"`
	Action string           `json:"action"`
	Slots  understand.Slots `json:"slots"`
	Why    string           `json:"why"`
}

// Explainer tells how messages would be understood. It opens the database only
// to look up a person, and only where there is one.
type Explainer struct {
	plan   *campaign.Plan
	config configs.Config
	now    func() time.Time
	reader bot.Reader
	people map[string]campaign.Role // nil until somebody is asked for
}

// NewExplainer reads the campaign. It is for one goroutine.
func NewExplainer(c configs.Config, now func() time.Time) (*Explainer, error) {
	plan, _, err := LoadPlan(c, campaign.DateOf(now()))
	if err != nil {
		return nil, err
	}
	return &Explainer{plan: plan, config: c, now: now, reader: bot.NewReader(plan, nil)}, nil
}

// Explain reads one message. An unknown person is a CodeNotFound, an unknown
// kind in the context a CodeInvalid.
func (x *Explainer) Explain(ctx context.Context, q Question) (Explanation, error) {
	role, err := x.role(ctx, q.As)
	if err != nil {
		return Explanation{}, err
	}
	draft, err := x.draft(q.Context)
	if err != nil {
		return Explanation{}, err
	}
	if q.At.IsZero() {
		q.At = x.now()
	}
	r := x.reader.Read(understand.Input{Text: q.Text, Role: understand.Role(role), At: q.At.In(x.plan.Zone), Draft: draft})
	if r.Slots == nil {
		r.Slots = understand.Slots{}
	}
	return Explanation{r.Intent, string(r.Action), r.Slots, r.Why}, nil
}

func (x *Explainer) draft(context string) (string, error) {
	if context == "" {
		return "", nil
	}
	id, ok := strings.CutPrefix(context, "draft:")
	if _, known := x.plan.Kind(id); !ok || !known {
		return "", campaign.Errorf(campaign.CodeInvalid, "read context", "%q is neither empty nor draft:KIND with a kind of the campaign", context)
	}
	return id, nil
}

// role returns the highest role of a person, or the role itself.
func (x *Explainer) role(ctx context.Context, as string) (campaign.Role, error) {
	if as == "" {
		return campaign.RoleMember, nil
	}
	if r := campaign.Role(as); slices.Contains(campaign.Roles(), r) {
		return r, nil
	}
	if x.people == nil {
		if err := x.load(ctx); err != nil {
			return "", err
		}
	}
	r, ok := x.people[campaign.UserKey(as)]
	if !ok {
		return "", campaign.Errorf(campaign.CodeNotFound, "look up person", "nobody in the roster is called %q, and it is no role", as)
	}
	return r, nil
}

// load reads the people's roles from a database that exists.
func (x *Explainer) load(ctx context.Context) error {
	x.people = map[string]campaign.Role{}
	if path, ok := strings.CutPrefix(string(x.config.DatabaseURL), "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil // no database yet: nobody is known
		}
	}
	db, err := OpenDatabase(ctx, x.config)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Campaign(x.plan.ID).View(ctx, func(tx campaign.Tx) error {
		r, err := tx.Roster(ctx)
		if err != nil {
			return err
		}
		for _, m := range r.Members() {
			x.people[campaign.UserKey(m.UserID)] = m.Top()
		}
		return nil
	})
}
