-- +goose Up

-- A list of more than two in a CHECK is built anew by SQLite for each row that is
-- written: hence OR.

-- One row per campaign: the last work's number, and a token that changes
-- whenever its people change.
CREATE TABLE campaigns (
    campaign       TEXT PRIMARY KEY,
    last_number    INTEGER NOT NULL DEFAULT 0,
    roster_version INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE inbounds (
    seq         INTEGER PRIMARY KEY,
    campaign    TEXT NOT NULL,
    id          TEXT NOT NULL,
    msg_id      TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    user_key    TEXT NOT NULL,
    at          INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    type        TEXT NOT NULL,
    text        TEXT NOT NULL,
    media       TEXT NOT NULL,
    event       TEXT NOT NULL,
    event_key   TEXT NOT NULL,
    task_id     TEXT NOT NULL,
    response    TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    intent      TEXT NOT NULL,
    number      INTEGER NOT NULL,
    reply       TEXT NOT NULL
);
CREATE UNIQUE INDEX inbounds_id ON inbounds (campaign, id);
CREATE INDEX inbounds_order ON inbounds (campaign, seq);
CREATE INDEX inbounds_user ON inbounds (campaign, user_key, seq);

CREATE TABLE conversations (
    campaign  TEXT NOT NULL,
    user_key  TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    draft     INTEGER NOT NULL,
    touched   INTEGER NOT NULL,
    snooze_to INTEGER NOT NULL,
    state     TEXT NOT NULL,
    PRIMARY KEY (campaign, user_key)
) WITHOUT ROWID;
CREATE INDEX conversations_open ON conversations (campaign, touched) WHERE draft <> 0;
CREATE INDEX conversations_snoozed ON conversations (campaign, snooze_to) WHERE snooze_to <> 0;

CREATE TABLE members (
    campaign TEXT NOT NULL,
    user_key TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    name     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    roles    TEXT NOT NULL,
    gone     INTEGER NOT NULL CHECK (gone IN (0, 1)),
    pos      INTEGER NOT NULL,
    PRIMARY KEY (campaign, user_key)
) WITHOUT ROWID;

CREATE TABLE submissions (
    campaign    TEXT NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    chars       INTEGER NOT NULL,
    author      TEXT NOT NULL,
    author_key  TEXT NOT NULL,
    filed_by    TEXT NOT NULL,
    unit        TEXT NOT NULL,
    deliverable TEXT NOT NULL,
    period      TEXT NOT NULL,
    debtor      TEXT NOT NULL,
    extra       INTEGER NOT NULL CHECK (extra IN (0, 1)),
    status      TEXT NOT NULL CHECK (status = 'draft' OR status = 'filed' OR status = 'returned'
                OR status = 'approved' OR status = 'selected' OR status = 'withdrawn'),
    late        INTEGER NOT NULL CHECK (late IN (0, 1)),
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    filed_at    INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    date        TEXT NOT NULL,
    place       TEXT NOT NULL,
    partner     TEXT NOT NULL,
    fields      TEXT NOT NULL,
    parts       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    score       TEXT NOT NULL,
    PRIMARY KEY (campaign, number)
);
CREATE INDEX submissions_debt ON submissions (campaign, debtor, deliverable, period, number) WHERE debtor <> '';
CREATE INDEX submissions_author ON submissions (campaign, author_key, number);

CREATE TABLE versions (
    campaign    TEXT NOT NULL,
    number      INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    chars       INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    message_ids TEXT NOT NULL,
    PRIMARY KEY (campaign, number, version),
    FOREIGN KEY (campaign, number) REFERENCES submissions (campaign, number)
);

CREATE TABLE attachments (
    seq        INTEGER PRIMARY KEY,
    campaign   TEXT NOT NULL,
    id         TEXT NOT NULL,
    number     INTEGER NOT NULL,
    inbound_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    user_key   TEXT NOT NULL,
    at         INTEGER NOT NULL,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    blob_key   TEXT NOT NULL,
    media_id   TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state = 'pending' OR state = 'stored' OR state = 'lost'),
    text       TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    next_at    INTEGER NOT NULL
);
CREATE UNIQUE INDEX attachments_id ON attachments (campaign, id);
CREATE INDEX attachments_work ON attachments (campaign, number, user_key, seq);
CREATE INDEX attachments_pending ON attachments (campaign, next_at) WHERE state = 'pending';

CREATE TABLE debts (
    campaign    TEXT NOT NULL,
    deliverable TEXT NOT NULL,
    period      TEXT NOT NULL,
    debtor      TEXT NOT NULL,
    unit        TEXT NOT NULL,
    counted     INTEGER NOT NULL,
    returned    INTEGER NOT NULL,
    settled_at  INTEGER NOT NULL,
    late        INTEGER NOT NULL CHECK (late IN (0, 1)),
    excused     INTEGER NOT NULL CHECK (excused IN (0, 1)),
    nil_report  INTEGER NOT NULL CHECK (nil_report IN (0, 1)),
    reason      TEXT NOT NULL,
    due         INTEGER NOT NULL,
    due_since   INTEGER NOT NULL,
    PRIMARY KEY (campaign, debtor, deliverable, period)
) WITHOUT ROWID;
CREATE INDEX debts_deliverable ON debts (campaign, deliverable, period, debtor);
CREATE INDEX debts_extended ON debts (campaign, due) WHERE due > 0;

CREATE TABLE deadlines (
    campaign    TEXT NOT NULL,
    deliverable TEXT NOT NULL,
    period      TEXT NOT NULL,
    due         INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    moved_by    TEXT NOT NULL,
    PRIMARY KEY (campaign, deliverable, period)
) WITHOUT ROWID;

CREATE TABLE calls (
    id          INTEGER PRIMARY KEY,
    campaign    TEXT NOT NULL,
    channel     TEXT NOT NULL,
    target      TEXT NOT NULL,
    body        BLOB NOT NULL,
    state       TEXT NOT NULL CHECK (state = 'ready' OR state = 'leased'
                OR state = 'done' OR state = 'parked'),
    attempts    INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    lease_owner TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    answer      TEXT NOT NULL,
    CHECK ((state = 'leased') = (lease_owner <> ''))
);
CREATE INDEX calls_ready ON calls (campaign, next_at) WHERE state = 'ready';
CREATE INDEX calls_leased ON calls (campaign, lease_until) WHERE state = 'leased';

CREATE TABLE deliveries (
    id            INTEGER PRIMARY KEY,
    campaign      TEXT NOT NULL,
    key           TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    channel       TEXT NOT NULL,
    recipient     TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    at            INTEGER NOT NULL,
    items         TEXT NOT NULL,
    text          TEXT NOT NULL,
    card          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state = 'planned' OR state = 'calling' OR state = 'sent'
                OR state = 'failed' OR state = 'dropped'),
    call_id       INTEGER NOT NULL,
    sent_at       INTEGER NOT NULL,
    answer        TEXT NOT NULL,
    CHECK ((state = 'sent') = (sent_at <> 0))
);
CREATE UNIQUE INDEX deliveries_key ON deliveries (campaign, key);
CREATE INDEX deliveries_order ON deliveries (campaign, id);
CREATE INDEX deliveries_planned ON deliveries (campaign, at, id) WHERE state = 'planned';
CREATE INDEX deliveries_call ON deliveries (campaign, call_id) WHERE call_id <> 0;
CREATE INDEX deliveries_calling ON deliveries (campaign, channel) WHERE state = 'calling';
CREATE INDEX deliveries_sent ON deliveries (campaign, channel, sent_at) WHERE state = 'sent';
CREATE INDEX deliveries_recipient ON deliveries (campaign, recipient_key, id);
CREATE INDEX deliveries_reminders ON deliveries (campaign, at) WHERE purpose = 'reminder';

-- The reasons of every delivery that was ever planned, to tell what was
-- planned before.
CREATE TABLE delivery_items (
    campaign    TEXT NOT NULL,
    deliverable TEXT NOT NULL,
    period      TEXT NOT NULL,
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    item_key    TEXT NOT NULL,
    rung        TEXT NOT NULL,
    PRIMARY KEY (campaign, deliverable, period, delivery_id, item_key)
) WITHOUT ROWID;

CREATE TABLE marks (
    campaign TEXT NOT NULL,
    subject  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (campaign, subject)
) WITHOUT ROWID;

CREATE TABLE pairings (
    id       INTEGER PRIMARY KEY,
    campaign TEXT NOT NULL,
    unit     TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    place    TEXT NOT NULL,
    partner  TEXT NOT NULL,
    since    TEXT NOT NULL,
    until    TEXT NOT NULL,
    put_by   TEXT NOT NULL
);
CREATE INDEX pairings_unit ON pairings (campaign, unit, id);

CREATE TABLE event_codes (
    campaign TEXT NOT NULL,
    event    TEXT NOT NULL,
    code     TEXT NOT NULL,
    PRIMARY KEY (campaign, event)
) WITHOUT ROWID;
CREATE UNIQUE INDEX event_codes_code ON event_codes (campaign, code);

CREATE TABLE attendances (
    campaign TEXT NOT NULL,
    event    TEXT NOT NULL,
    user_key TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (campaign, event, user_key)
) WITHOUT ROWID;

CREATE TABLE audits (
    id       INTEGER PRIMARY KEY,
    campaign TEXT NOT NULL,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    act      TEXT NOT NULL,
    target   TEXT NOT NULL,
    detail   TEXT NOT NULL
);
CREATE INDEX audits_campaign ON audits (campaign, id);
