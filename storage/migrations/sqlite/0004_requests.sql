-- +goose Up
-- What people asked the office for: to be excused, or more time.
CREATE TABLE requests (
    id        INTEGER PRIMARY KEY,
    campaign  TEXT NOT NULL,
    at        INTEGER NOT NULL,
    user_id   TEXT NOT NULL,
    unit      TEXT NOT NULL,
    debts     TEXT NOT NULL,
    until     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state = 'open' OR state = 'granted' OR state = 'refused'),
    closed_by TEXT NOT NULL,
    closed_at INTEGER NOT NULL
);
CREATE INDEX requests_open ON requests (campaign, id) WHERE state = 'open';
