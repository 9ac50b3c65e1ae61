-- +goose Up
-- Marks are read by the beginning of their subject, so they stand in the order of
-- their bytes, as in SQLite.
ALTER TABLE marks ALTER COLUMN subject TYPE text COLLATE "C";

-- +goose Down
ALTER TABLE marks ALTER COLUMN subject TYPE text COLLATE "default";
