-- +goose Up
-- How often a delivery was tried in calls that were withdrawn; a withdrawn call is
-- forgotten.
ALTER TABLE deliveries ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
