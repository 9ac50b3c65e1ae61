// Package shared holds what the replicas of one deployment share and may lose:
// the platform's access token, the count of recent requests, wake-ups, and the
// lease of the group bot's single connection.
//
// Each comes in two kinds: in process, for one replica, and over Redis, which
// answers with errors while it is away. Token and window have a Fallback, which
// then serves in process, so that a replica goes on by itself. Nothing that
// must be right depends on Redis: that stands in the database.
//
// The package imports nothing else of the module.
package shared
