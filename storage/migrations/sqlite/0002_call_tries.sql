-- +goose Up
-- How the tries of a call went: answers that the platform was busy, answers that
-- it was asked too often, and how many of its requests were carried out.
ALTER TABLE calls ADD COLUMN busy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN waited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;
