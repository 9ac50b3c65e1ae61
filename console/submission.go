package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"duban/campaign"
)

// submissionBody is a work as the API shows it.
type submissionBody struct {
	Number      int64             `json:"number"`
	Kind        string            `json:"kind"`
	Title       string            `json:"title"`
	Body        string            `json:"body"`
	Chars       int               `json:"chars"`
	Author      string            `json:"author"`
	Unit        string            `json:"unit"`
	FiledAt     *time.Time        `json:"filed_at"` // null for a draft
	Status      campaign.Status   `json:"status"`
	Late        bool              `json:"late"`
	Version     int               `json:"version"`
	MessageIDs  []string          `json:"message_ids"`
	Attachments []attachmentBody  `json:"attachments"`
	Versions    []versionBody     `json:"versions"` // earlier texts, the oldest first
	FiledBy     string            `json:"filed_by"`
	Deliverable string            `json:"deliverable"` // what it counts toward; "" for none
	Period      string            `json:"period"`
	Extra       bool              `json:"extra"` // beyond the quota
	UpdatedAt   *time.Time        `json:"updated_at"`
	Date        string            `json:"date"` // of a log
	Place       string            `json:"place"`
	Partner     string            `json:"partner"`
	Fields      map[string]string `json:"fields"`
	Reason      string            `json:"reason"` // of a return
	Score       string            `json:"score"`
}

type versionBody struct {
	Version    int        `json:"version"`
	Title      string     `json:"title"`
	Body       string     `json:"body"`
	Chars      int        `json:"chars"`
	FiledAt    *time.Time `json:"filed_at"`
	MessageIDs []string   `json:"message_ids"`
}

type attachmentBody struct {
	ID     string                   `json:"id"`
	Name   string                   `json:"name"`
	Type   string                   `json:"type"`
	Size   int64                    `json:"size"`
	SHA256 string                   `json:"sha256"`
	URL    string                   `json:"url"`
	State  campaign.AttachmentState `json:"state"`
}

func (a *api) submissions(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	var kinds []string
	for _, k := range q.plan.AllKinds() {
		kinds = append(kinds, k.ID)
	}
	limit := q.limit()
	f := campaign.SubmissionFilter{
		Kind:   choice(q, "kind", kinds...),
		Unit:   q.text("unit"),
		Author: q.text("author"),
		Status: choice(q, "status", campaign.StatusDraft, campaign.StatusFiled, campaign.StatusReturned,
			campaign.StatusApproved, campaign.StatusSelected, campaign.StatusWithdrawn),
		Deliverable: q.text("deliverable"),
		Since:       q.moment("since"),
		Before:      q.cursorNumber(),
		Limit:       limit + 1,
	}
	if err := q.problem(); err != nil {
		return nil, err
	}
	works, err := tx.Submissions(ctx, f)
	if err != nil {
		return nil, err
	}
	place := func(s campaign.Submission) string { return strconv.FormatInt(s.Number, 10) }
	return newPage(works, limit, place, func(s campaign.Submission) (submissionBody, error) {
		return a.showSubmission(ctx, tx, q, s)
	})
}

func (a *api) submission(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	if err := q.problem(); err != nil {
		return nil, err
	}
	text := q.request.PathValue("number")
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 1 {
		return nil, newProblem(http.StatusNotFound, "%q is not a number of a submission", text)
	}
	work, err := tx.Submission(ctx, number)
	if err != nil {
		return nil, err
	}
	return a.showSubmission(ctx, tx, q, work)
}

// showSubmission returns a work with its attachments and earlier texts.
func (a *api) showSubmission(ctx context.Context, tx campaign.Tx, q *query, s campaign.Submission) (submissionBody, error) {
	body := submissionBody{
		Number: s.Number, Kind: s.Kind, Title: s.Title, Body: s.Body, Chars: s.Chars,
		Author: s.Author, Unit: s.Unit, FiledAt: q.in(s.FiledAt), Status: s.Status, Late: s.Late,
		Version: s.Version, MessageIDs: []string{}, Attachments: []attachmentBody{}, Versions: []versionBody{},
		FiledBy: s.FiledBy, Deliverable: s.Deliverable, Period: s.Period, Extra: s.Extra,
		UpdatedAt: q.in(s.UpdatedAt), Date: s.Date.String(), Place: s.Place, Partner: s.Partner,
		Fields: s.Fields, Reason: s.Reason, Score: s.Score,
	}
	if body.Fields == nil {
		body.Fields = map[string]string{}
	}
	for _, p := range s.Parts {
		if p.MsgID != "" {
			body.MessageIDs = append(body.MessageIDs, p.MsgID)
		}
	}
	files, err := tx.Attachments(ctx, s.Number, "")
	if err != nil {
		return body, err
	}
	for _, f := range files {
		body.Attachments = append(body.Attachments, attachmentBody{f.ID, f.Name, f.Type, f.Size, f.SHA256, a.attachmentURL(f.ID), f.State})
	}
	if s.Version <= 1 {
		return body, nil
	}
	earlier, err := tx.Versions(ctx, s.Number)
	if err != nil {
		return body, err
	}
	for _, v := range earlier {
		body.Versions = append(body.Versions, versionBody{v.Version, v.Title, v.Body, v.Chars, q.in(v.At), append([]string{}, v.MessageIDs...)})
	}
	return body, nil
}

func (a *api) attachmentURL(id string) string {
	return a.PublicURL + "/api/v1/attachments/" + url.PathEscape(id)
}
