// Package storage keeps campaigns in a SQL database: SQLite, embedded, for one
// machine, and PostgreSQL for many replicas. Both speak the same statements
// through sqlx and pass the same suite (package storagetest); what differs
// stands in dialect.go, sqlite.go and postgres.go.
//
// Representation, the same in both: times are integer microseconds since 1970
// in UTC, 0 for the zero time; days are text like 2011-10-31; truth values are
// 0 and 1; lists and maps are JSON text, empty for none. Every table carries
// the id of its campaign.
//
// Failures are campaign.Error: CodeUnavailable where the database is away,
// full, read-only, damaged, locked for too long or closed, CodeInternal for a
// defect, and the codes that the contract in package campaign names.
//
// The package may import campaign and nothing else of the module.
package storage
