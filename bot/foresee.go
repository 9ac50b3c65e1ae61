package bot

import (
	"duban/bot/understand"
	"duban/message"
)

// The pieces of a wish to see first what a change comes to: 试算 心得截止延到
// 11月4日, 如果心得截止延到11月4日会怎么样.
const (
	formTry = `(?:[帮幫]我|先|想)*(?:[试試]算|[预預]演|[测測]算|推演|模[拟擬])(?:一下|看看|下)?[\s：:，,]*`
	formIf  = `(?:先|想|[帮幫]我)*(?:看看|看一下|看下|了解一下|知道)?[\s：:，,]*(?:如果|要是|假如|假设|假設|若是|若)?`
	formIn  = `(?P<what>.{4,80}?(?:[体體][会會])?)(?:的话|的話)?[\s，,]*`
	formHow = `(?:的|[会會]|[将將])*(?:怎[样樣]|怎[么麼][样樣]|如何|咋[样樣]|(?:有|造成|[带帶][来來]|是)?(?:什[么麼]|哪些|啥|多大|多少)?(?:影[响響]|[变變]化|后果|後果|效果)(?:到)?(?:[谁誰]|哪些人|哪些[单單]位|多少人|哪些同志)?)(?:呢|[吗嗎])?[?？\s]*`
)

var foreseeActs = []act{
	form("foresee", `(?:`+formTry+`)?`+formIf+formIn+formHow),
	form("foresee", formTry+formIf+formIn),
}

// supposing marks a text that moves no deadline, whatever else it says.
var supposing = []string{"如果", "要是", "假如", "假设", "假設", "试算", "試算", "预演", "預演"}

// foreseen reads the change that a wish to see it first is about; ok is false
// where it is none that the person may make.
func (t *turn) foreseen(what string) (r understand.Reading, ok bool) {
	if reachOf(t.who, "extend") == ScopeNone {
		return r, false
	}
	for _, r := range t.formal(what) {
		if r.Intent == "restore" {
			return r, true
		}
	}
	r = t.reader.Read(understand.Input{Text: what, Role: understand.Role(t.who.Top()), At: t.in.At})
	return r, r.Intent == "extend" && r.Action == understand.Command
}

// foresee says what moving a deadline would come to, and offers to move it.
func (t *turn) foresee() error {
	t.text = t.read.Slots["what"]
	t.read, _ = t.foreseen(t.text)
	t.trial = true
	return handler(t.read.Intent)(t)
}

// endTrial keeps of a step what it says and asks, and nothing else. Where it
// would have changed something it asks whether to.
func (t *turn) endTrial() {
	changes := len(t.step.Deadlines)+len(t.step.Debts) > 0
	t.step = Step{Inbound: t.step.Inbound, Reply: t.step.Reply}
	if changes {
		t.ask(askTrial, t.carry(t.read.Intent, ""), []string{"yes", "no"})
		t.say(message.BotTrial, nil)
	}
}

// sayMoved says that a deadline was moved, or in a trial that it would be.
func (t *turn) sayMoved(k message.Key, args message.Args) {
	if would, ok := map[message.Key]message.Key{
		message.BotExtended: message.BotWouldExtend,
		message.BotGranted:  message.BotWouldGrant,
		message.BotRestored: message.BotWouldRestore,
	}[k]; ok && t.trial {
		k = would
	}
	t.say(k, args)
}

// sayUndo says how what was decided is taken back.
func (t *turn) sayUndo(what string) {
	if !t.trial {
		t.say(message.BotUndoMove, message.Args{"what": what})
	}
}
