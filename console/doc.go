// Package console is what the office and other programs see of a campaign: the
// JSON API, the calendar feeds and the health checks.
//
// It only reads. Lists are {"items","next_cursor"}; times are RFC 3339 in the
// campaign's zone; errors are problem documents (RFC 9457).
package console
