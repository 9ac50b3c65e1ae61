package simulator

import "time"

// Options describes the corporation that is simulated. The zero value of every
// field but Now stands for the platform's documented behaviour.
type Options struct {
	CorpID      string
	Apps        []App
	Members     []Member
	Departments []Department
	Tags        []Tag
	Webhooks    []Webhook

	// Now is the platform's clock: tokens, limits, expiries and CreateTime follow
	// it. It must be set and safe for concurrent use. Time-outs of connections run
	// on the machine's clock.
	Now func() time.Time

	// Keep bounds what is remembered: the last Keep messages of each member, posts
	// of each group and records of sends. 0 keeps all.
	Keep int

	// CallbackTimeout is the time an app has to answer a callback; 0 is 5 s.
	CallbackTimeout time.Duration
	// VerifyTimeout is the same for the verification of its address; 0 is 1 s.
	VerifyTimeout time.Duration

	// AccountLimit is the corporation's number of accounts; each app may send 200
	// times as many person-times a day. 0 is the number of members, at least 1000.
	AccountLimit int
	// BaseLimit is the number of calls of one API a minute before 45009; 0 is no
	// limit (the platform's own is 10,000, doc 90312). Sends are not counted.
	BaseLimit int
	// BanAfter is the number of wrong secrets after which an address is refused
	// for an hour; 0 is 20 (the platform's number is not published).
	BanAfter int
	// WholeFileLimit is the size in bytes above which media/get wants a Range and
	// answers 830002 without; 0 is never.
	WholeFileLimit int
	// TrustedIPs, if any, are the only addresses that may call; others get 60020.
	TrustedIPs []string

	// FileNameElement is the element with the name in the callback of a file that
	// a member sent; empty is FileName. The platform does not document the callback.
	FileNameElement string

	Switches Switches
}

// Switches choose where the platform's behaviour is not documented, or where
// sources disagree. The zero value is the likelier behaviour.
type Switches struct {
	ExpiredAs40014       bool // an expired token is answered 40014 instead of 42001
	SameTokenOnRepeat    bool // gettoken repeats the token while it lives
	BareErrors           bool // no errmsg carries hint, address and link
	FullTokenErrors      bool // 40014 carries them too
	NoRecipientAs81012   bool // a send to nobody is 81012 instead of 82001
	RawCut               bool // the cut at 2048 bytes may split a character
	RefuseLongMarkdown   bool // app markdown over 2048 bytes is refused, not cut
	DuplicateWithoutID   bool // the answer to a suppressed repeat has no msgid
	EventCodeOwnCardOnly bool // a response_code of an event updates only the clicker's card
	ReplyToCardEvents    bool // passive replies to template_card_event are honoured
	RetryOnlyOnTimeout   bool // a status other than 200 is not repeated
	FreshNonceOnRetry    bool // a repeat is encrypted and signed anew
	OneMoreDelivery      bool // 1+3 deliveries instead of 3
	NoFileMessages       bool // a file that a member sends gives no callback
}

// App is one self-built app, or with ContactSync the contact-sync assistant,
// whose secret reads all ids and sends nothing.
type App struct {
	AgentID     int
	Secret      string
	Token       string // of the callback
	AESKey      string // of the callback, 43 characters
	CallbackURL string // empty: no callback; see Simulator.SetCallbackURL
	ContactSync bool

	// VisibleUserIDs is the app's visible range; nil is everybody.
	VisibleUserIDs []string
}

// Member states (doc 90196).
const (
	StatusActive       = 1
	StatusDisabled     = 2
	StatusNotActivated = 4
	StatusLeft         = 5
)

// Member is a person of the corporation.
type Member struct {
	UserID        string // compared without case
	Name          string
	Alias         string
	Position      string
	DepartmentIDs []int
	LeaderOf      []int // departments of DepartmentIDs the member leads
	DirectLeaders []string
	Status        int  // 0 is StatusActive
	Unlicensed    bool // without an API licence: listed in unlicenseduser
}

// Department is a unit of the contact tree; the root has id 1.
type Department struct {
	ID, ParentID int
	Name         string
	Order        int
	Leaders      []string
}

// Tag is a named set of members and departments.
type Tag struct {
	ID            int
	Name          string
	UserIDs       []string
	DepartmentIDs []int
}

// Webhook is a group's push address: posts to Key appear in the group Name.
type Webhook struct {
	Name, Key string
}

func (o *Options) setDefaults() {
	if o.Now == nil {
		panic("simulator: Options.Now is nil")
	}
	if o.CallbackTimeout == 0 {
		o.CallbackTimeout = 5 * time.Second
	}
	if o.VerifyTimeout == 0 {
		o.VerifyTimeout = time.Second
	}
	if o.AccountLimit == 0 {
		o.AccountLimit = max(1000, len(o.Members))
	}
	if o.FileNameElement == "" {
		o.FileNameElement = "FileName"
	}
	if o.BanAfter == 0 {
		o.BanAfter = 20
	}
}
