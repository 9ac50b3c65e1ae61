-- +goose Up
-- Calls that were given up are counted whenever the figures are asked for.
CREATE INDEX calls_parked ON calls (campaign) WHERE state = 'parked';
