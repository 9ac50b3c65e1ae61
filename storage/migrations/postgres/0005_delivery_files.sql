-- +goose Up
-- A delivery may bring a document: ordered first, then made, then sent.
ALTER TABLE deliveries ADD COLUMN file_order TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN file_key TEXT NOT NULL DEFAULT '';
CREATE INDEX deliveries_ordered ON deliveries (campaign, id) WHERE state = 'planned' AND file_order <> '' AND file_key = '';
