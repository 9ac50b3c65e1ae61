package wecom_test

import (
	"encoding/xml"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duban/wecom"
)

// samples returns one invented callback of every documented kind, in the
// order of the file.
func samples(tb testing.TB) []string {
	tb.Helper()
	data, err := os.ReadFile("testdata/inbound.xml.txt")
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

func mustDecode(tb testing.TB, doc string) wecom.Inbound {
	tb.Helper()
	in, err := wecom.Decode([]byte(doc))
	if err != nil {
		tb.Fatalf("Decode(%s): %v", doc, err)
	}
	return in
}

// exported compares what a reader of the package can see.
func exported(in wecom.Inbound) map[string]any {
	fields := map[string]any{}
	v := reflect.ValueOf(in)
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() {
			fields[f.Name] = v.Field(i).Interface()
		}
	}
	return fields
}

func TestDecodeSamples(t *testing.T) {
	t.Parallel()
	type fields = map[string]any
	want := []fields{
		{"MsgType": "text", "Content": "standup: fixed login", "MsgID": "7590000000000000101"},
		{"MsgType": "image", "PicURL": "https://pic.example/p/1", "MediaID": "1aB-cD", "MsgID": "7590000000000000102"},
		{"MsgType": "voice", "MediaID": "2aB-cD", "Format": "amr", "MsgID": "7590000000000000103"},
		{"MsgType": "video", "MediaID": "3aB-cD", "ThumbMediaID": "3tH-um", "MsgID": "7590000000000000104"},
		{"MsgType": "location", "MsgID": "7590000000000000105", "AppType": "wxwork",
			"Location": &wecom.Location{Latitude: 22.5431, Longitude: 113.9530, Scale: 15, Label: "North gate"}},
		{"MsgType": "link", "Title": "Runbook", "Description": "On-call", "URL": "https://wiki.example/r",
			"PicURL": "https://pic.example/r", "MsgID": "7590000000000000106"},
		{"Event": "subscribe"},
		{"Event": "enter_agent"},
		{"Event": "click", "EventKey": "STANDUP_NOW"},
		{"Event": "view", "EventKey": "https://bot.example/me"},
		{"Event": "LOCATION", "AppType": "wxwork", "Location": &wecom.Location{Latitude: 22.543, Longitude: 113.953, Precision: 40}},
		{"Event": "template_card_event", "EventKey": "submit", "TaskID": "standup-20260101-zhao_m", "CardType": "multiple_interaction",
			"ResponseCode": "rc_7f3a", "SelectedItems": []wecom.SelectedItem{
				{QuestionKey: "mood", OptionIDs: []string{"good"}}, {QuestionKey: "blocked", OptionIDs: []string{"no"}}}},
		{"Event": "template_card_menu_event", "EventKey": "mute", "TaskID": "digest-20260101", "CardType": "text_notice", "ResponseCode": "rc_81bd"},
		{"Event": "batch_job_result", "BatchJob": &wecom.BatchJob{JobID: "job-0001", JobType: "sync_user", ErrMsg: "ok"}},
		{"Event": "scancode_waitmsg", "EventKey": "scan_seat", "ScanType": "qrcode", "ScanResult": "seat-42"},
		{"Event": "pic_sysphoto", "EventKey": "photo", "PicMD5s": []string{"0cc175b9c0f1b6a831c399e269772661"}},
		{"Event": "location_select", "EventKey": "where", "AppType": "wxwork",
			"Location": &wecom.Location{Latitude: 22.5, Longitude: 113.9, Scale: 15, Label: "North gate"}},
		{"Event": "unsubscribe"},
		{"Event": "inactive_alert", "EffectTime": int64(1769817600)},
		{"Contact": &wecom.Contact{ChangeType: "create_user", UserID: "new.hire", Department: "3,7"}},
		{"Contact": &wecom.Contact{ChangeType: "update_user", UserID: "new.hire", NewUserID: "hire.new"}},
		{"Contact": &wecom.Contact{ChangeType: "create_party", PartyID: "12", ParentID: "1"}},
		{"Contact": &wecom.Contact{ChangeType: "delete_user", UserID: "hire.new"}},
		{"Contact": &wecom.Contact{ChangeType: "update_party", PartyID: "12", ParentID: "3"}},
		{"Contact": &wecom.Contact{ChangeType: "delete_party", PartyID: "12"}},
		{"Contact": &wecom.Contact{ChangeType: "update_tag", TagID: "5", AddUserItems: "lin.qing,zhao_m", AddPartyItems: "3"}},
		{"Event": "sys_approval_change", "Approval": &wecom.Approval{Number: "202601010007", Name: "Leave", TemplateID: "tplInvented1",
			Status: 2, Change: 2, ApplyTime: 1767239000, ApplicantID: "lin.qing"}},
	}
	docs := samples(t)
	if len(docs) != len(want) {
		t.Fatalf("%d samples, %d expectations", len(docs), len(want))
	}
	keys := map[string]string{}
	for i, doc := range docs {
		in := mustDecode(t, doc)
		if in.ToUserName != "wwd1f0c0ffee000001" || in.FromUserName == "" || in.CreateTime < 1767225600 {
			t.Errorf("common fields of %s: %+v", doc, in)
		}
		if want := strings.Contains(doc, "<AgentID>1000017</AgentID>"); (in.AgentID == 1000017) != want {
			t.Errorf("AgentID %d of %s", in.AgentID, doc)
		}
		got := exported(in)
		for _, common := range []string{"ToUserName", "FromUserName", "CreateTime", "AgentID"} {
			delete(got, common)
		}
		if in.IsEvent() {
			delete(got, "MsgType")
		}
		if in.Event == wecom.EventChangeContact {
			delete(got, "Event")
		}
		if !reflect.DeepEqual(got, want[i]) {
			t.Errorf("Decode(%s)\n got %+v\nwant %+v", doc, got, want[i])
		}
		if other, dup := keys[in.DedupKey()]; dup {
			t.Errorf("same key for %s and %s", doc, other)
		}
		keys[in.DedupKey()] = doc
	}
}

func TestDecodeText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, content, want string }{
		{"bare", "abc", "abc"},
		{"cdata", "<![CDATA[a<b>&amp;c]]>", "a<b>&amp;c"},
		{"split cdata", "<![CDATA[x]]]]><![CDATA[>y]]>", "x]]>y"},
		{"three sections", "<![CDATA[a]]><![CDATA[]]><![CDATA[b]]>", "ab"},
		{"mixed", "a<![CDATA[b]]>c", "abc"},
		{"entities", "&lt;&gt;&amp;&quot;&apos;", `<>&"'`},
		{"references", "&#38;&#x4e2d;&#x1F6A8;&#13;", "&中🚨\r"},
		{"line ends", "<![CDATA[a\r\nb\rc\n]]>", "a\nb\nc\n"},
		{"spaces kept", "  a \n ", "  a \n "},
		{"control characters", "<![CDATA[a\x0bb\x00c]]>", "a\x0bb\x00c"},
		{"bad UTF-8", "<![CDATA[a\xff\xfeb]]>", "a\ufffdb"},
		{"comment inside", "a<!-- no -->b", "ab"},
		{"child element", "a<b>no</b>c", "ac"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if in := mustDecode(t, "<xml><Content>"+tt.content+"</Content></xml>"); in.Content != tt.want {
				t.Errorf("Content %q, want %q", in.Content, tt.want)
			}
		})
	}
}

func TestDecodeTolerates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, doc string
		check     func(wecom.Inbound) bool
	}{
		{"declaration and spaces", "\ufeff<?xml version=\"1.0\"?>\n<xml >\n<MsgType>text</MsgType >\n</xml>\n",
			func(in wecom.Inbound) bool { return in.MsgType == "text" }},
		{"self-closing", `<xml><Content/><Event a="b" c='>' />  <MsgType>x</MsgType></xml>`,
			func(in wecom.Inbound) bool { return in.MsgType == "x" && in.Content == "" }},
		{"AgentId", "<xml><AgentId>7</AgentId></xml>", func(in wecom.Inbound) bool { return in.AgentID == 7 }},
		{"empty numbers", "<xml><AgentID></AgentID><CreateTime>x</CreateTime></xml>",
			func(in wecom.Inbound) bool { return in.AgentID == 0 && in.CreateTime == 0 }},
		{"names are case-sensitive", "<xml><content>a</content></xml>", func(in wecom.Inbound) bool { return in.Content == "" }},
		{"unknown type", "<xml><MsgType>hologram</MsgType><MsgId>9</MsgId></xml>",
			func(in wecom.Inbound) bool { return in.MsgType == "hologram" && in.MsgID == "9" }},
		{"unknown event", "<xml><MsgType>event</MsgType><Event>wave</Event><Hand><Left>1</Left></Hand></xml>",
			func(in wecom.Inbound) bool { return in.IsEvent() && in.Event == "wave" }},
		{"file", "<xml><MsgType>file</MsgType><MediaId>m</MediaId><FileName>表.xlsx</FileName></xml>",
			func(in wecom.Inbound) bool { return in.MediaID == "m" && in.FileName == "表.xlsx" }},
		{"not a number coordinate", "<xml><Location_X>NaN</Location_X></xml>",
			func(in wecom.Inbound) bool { return in.Location.Latitude == 0 }},
		{"several options", "<xml><SelectedItems><SelectedItem><OptionIds><OptionId>a</OptionId><OptionId>b</OptionId></OptionIds></SelectedItem></SelectedItems></xml>",
			func(in wecom.Inbound) bool {
				return reflect.DeepEqual(in.SelectedItems[0].OptionIDs, []string{"a", "b"})
			}},
		{"depth 16", strings.Repeat("<a>", 16) + strings.Repeat("</a>", 16), func(wecom.Inbound) bool { return true }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if in := mustDecode(t, tt.doc); !tt.check(in) {
				t.Errorf("Decode = %+v", in)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]string{
		"nothing":                 "",
		"text only":               "hello",
		"doctype":                 `<!DOCTYPE x [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>`,
		"custom entity":           "<xml><Content>&nbsp;</Content></xml>",
		"open entity":             "<xml><Content>a & b</Content></xml>",
		"reference out of range":  "<xml><Content>&#x110000;</Content></xml>",
		"processing instruction":  "<xml><?php x?></xml>",
		"other instruction":       "<?xml-stylesheet x?><xml/>",
		"late declaration":        " <?xml version='1.0'?><xml/>",
		"depth 17":                strings.Repeat("<a>", 17) + strings.Repeat("</a>", 17),
		"not closed":              "<xml><Content>a",
		"wrong end":               "<xml></Xml>",
		"end only":                "</xml>",
		"second root":             "<xml/><xml/>",
		"tail":                    "<xml/>tail",
		"cdata outside":           "<xml/><![CDATA[a]]>",
		"cdata open":              "<xml><Content><![CDATA[a</Content></xml>",
		"comment open":            "<xml><!-- </xml>",
		"attribute without value": "<xml a></xml>",
		"attribute in one word":   "<xml a='b' c></xml>",
		"cut in a name":           "<xml><Con",
		"cut after a name":        "<xml><Content ",
		"attribute open":          `<xml a="b></xml>`,
		"attributes glued":        `<xml a="b"c="d"></xml>`,
		"no name":                 "<xml>< a></a></xml>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if in, err := wecom.Decode([]byte(doc)); !errors.Is(err, wecom.ErrXML) {
				t.Errorf("Decode = %+v, %v; want ErrXML", in, err)
			}
		})
	}
}

func TestDecodeContact(t *testing.T) {
	t.Parallel()
	names := map[string]string{"PartyID": "Id", "ParentID": "ParentId", "TagID": "TagId"}
	typ := reflect.TypeFor[wecom.Contact]()
	var doc strings.Builder
	for i := range typ.NumField() {
		name := typ.Field(i).Name
		if element, ok := names[name]; ok {
			name = element
		}
		doc.WriteString("<" + name + ">" + typ.Field(i).Name + "</" + name + ">")
	}
	in := mustDecode(t, "<xml>"+doc.String()+"</xml>")
	if in.Contact == nil {
		t.Fatal("no contact")
	}
	for i := range typ.NumField() {
		if got := reflect.ValueOf(*in.Contact).Field(i).String(); got != typ.Field(i).Name {
			t.Errorf("%s = %q", typ.Field(i).Name, got)
		}
	}
}

func TestDedupKey(t *testing.T) {
	t.Parallel()
	const head = "<xml><FromUserName>a</FromUserName><CreateTime>5</CreateTime>"
	message := mustDecode(t, head+"<MsgId>7459035031717794886</MsgId></xml>")
	if got := message.DedupKey(); got != "m:7459035031717794886:a:5" {
		t.Errorf("message key %q", got)
	}
	one := mustDecode(t, head+"<Event>view</Event><EventKey>1</EventKey></xml>")
	two := mustDecode(t, head+"<Event>view</Event><EventKey>2</EventKey></xml>")
	again := mustDecode(t, head+"<Event>view</Event><EventKey>1</EventKey></xml>")
	if one.DedupKey() == two.DedupKey() || one.DedupKey() != again.DedupKey() {
		t.Errorf("event keys %q %q %q", one.DedupKey(), two.DedupKey(), again.DedupKey())
	}
}

// oracle is what encoding/xml makes of the same document.
type oracle struct {
	FromUserName  string
	MsgType       string
	Content       string
	EventKey      string
	SelectedItems []struct {
		QuestionKey string
		OptionIDs   []string `xml:"OptionIds>OptionId"`
	} `xml:"SelectedItems>SelectedItem"`
}

func compareWithOracle(tb interface{ Errorf(string, ...any) }, doc string, in wecom.Inbound, want oracle) {
	got := oracle{FromUserName: in.FromUserName, MsgType: in.MsgType, Content: in.Content, EventKey: in.EventKey}
	for _, item := range in.SelectedItems {
		got.SelectedItems = append(got.SelectedItems, struct {
			QuestionKey string
			OptionIDs   []string `xml:"OptionIds>OptionId"`
		}(item))
	}
	if !reflect.DeepEqual(got, want) {
		tb.Errorf("%q\n got %+v\nwant %+v", doc, got, want)
	}
}

func TestDecodeMatchesEncodingXML(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		doc := drawDocument(t)
		var want oracle
		if err := xml.Unmarshal([]byte(doc), &want); err != nil {
			t.Fatalf("the generator made %q: %v", doc, err)
		}
		in, err := wecom.Decode([]byte(doc))
		if err != nil {
			t.Fatalf("Decode(%q): %v", doc, err)
		}
		compareWithOracle(t, doc, in, want)
	})
}

// drawDocument draws a valid callback with its fields in any order, form and
// number.
func drawDocument(t *rapid.T) string {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"值班", "a\r\nb", "\r", " ", "\n\t", "&lt;", "&amp;", "&#x4e2d;", "&#13;", "]", "🚨", "<!-- c -->",
			"<![CDATA[]]>", "<![CDATA[<b>&amp;]]>", "<![CDATA[x]]]]><![CDATA[>y]]>", "<![CDATA[\r\n]]>", "<other>z</other>", "<Event/>"}),
		rapid.StringMatching(`[a-z0-9 ]{0,8}`),
	)
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, "pieces"), "")
	})
	element := func(name string) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			open := rapid.SampledFrom([]string{"<" + name + ">", "<" + name + " >", "<" + name + ` a="1" b='2>'>`}).Draw(t, "open")
			return open + text.Draw(t, "text") + "</" + name + ">"
		})
	}
	options := rapid.Custom(func(t *rapid.T) string {
		return "<OptionIds>" + strings.Join(rapid.SliceOfN(element("OptionId"), 0, 3).Draw(t, "options"), "\n") + "</OptionIds>"
	})
	item := rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(element("QuestionKey"), options), 0, 3).Draw(t, "parts")
		return "<SelectedItem>" + strings.Join(parts, "") + "</SelectedItem>"
	})
	items := rapid.Custom(func(t *rapid.T) string {
		return "<SelectedItems>" + strings.Join(rapid.SliceOfN(item, 0, 3).Draw(t, "items"), " ") + "</SelectedItems>"
	})
	fields := rapid.SliceOfN(rapid.OneOf(
		element("FromUserName"), element("MsgType"), element("Content"), element("EventKey"), element("Unknown"), items,
	), 0, 8).Draw(t, "fields")
	head := rapid.SampledFrom([]string{"", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<!-- head -->", "\n"}).Draw(t, "head")
	return head + "<xml>" + strings.Join(fields, rapid.SampledFrom([]string{"", "\n"}).Draw(t, "between")) + "</xml>\n"
}

func FuzzDecode(f *testing.F) {
	for _, doc := range samples(f) {
		f.Add([]byte(doc))
	}
	f.Add([]byte("<xml><Content>a<![CDATA[b]]>&#x4e2d;\r\n</Content></xml>"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		in, err := wecom.Decode(doc)
		if err != nil {
			if !errors.Is(err, wecom.ErrXML) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		if in.DedupKey() == "" {
			t.Fatal("no key")
		}
		var want oracle
		// A ':' may be a name space, which callbacks do not have.
		if !strings.Contains(string(doc), ":") && xml.Unmarshal(doc, &want) == nil {
			compareWithOracle(t, string(doc), in, want)
		}
	})
}
