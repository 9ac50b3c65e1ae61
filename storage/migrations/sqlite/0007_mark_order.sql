-- +goose Up
-- Marks stand in the order of their bytes here already; the versions of both
-- databases go together.
SELECT 1;

-- +goose Down
SELECT 1;
