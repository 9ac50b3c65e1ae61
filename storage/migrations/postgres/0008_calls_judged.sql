-- +goose Up
-- When what a call carries was last found to be called for, when it was last
-- tried, and a sum of its bytes, by which the next of the same bytes is known.
ALTER TABLE calls ADD COLUMN judged_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN tried_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN sum TEXT NOT NULL DEFAULT '';
CREATE INDEX calls_sum ON calls (campaign, sum) WHERE sum <> '';
-- When a message may have reached its reader of which no answer says so.
ALTER TABLE deliveries ADD COLUMN unclear_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX deliveries_unclear ON deliveries (campaign, channel, unclear_at) WHERE unclear_at <> 0;
-- What is judged when it leaves gives way to what is newer.
DROP INDEX deliveries_reminders;
CREATE INDEX deliveries_judged ON deliveries (campaign, at) WHERE purpose IN ('reminder', 'event', 'summary');
