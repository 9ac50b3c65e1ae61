// Package callback is the HTTP edge of the self-built app's callbacks: it
// verifies the callback URL, takes messages and events in, and answers with
// the passive reply.
//
// A message is read, verified, decrypted and handed to an [Answerer]; messages
// of one person are handed over one after the other, in the order they came.
// An answer that takes too long for the platform's five seconds (doc 90930) is
// acknowledged with an empty body and continued; it then leaves through
// [Answerer.Late].
//
// A message that was acknowledged but is not yet worked off stands in the
// [Spool], a file that outlives the process. So does every message that came
// while the store was away: it is worked off in order when the store is back.
// The platform gives up after few repeats, and nothing may be lost.
package callback
