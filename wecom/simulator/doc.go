// Package simulator is a WeCom of our own: the platform's side of the protocol
// that duban speaks, for tests and for "duban demo".
//
// A [Simulator] is two things at once. As an http.Handler it answers the server
// API (tokens, messages, cards, media, contacts, groups, menus) with the checks,
// limits and error codes of the platform. As a driver it plays the members: a
// [Client] writes, presses buttons and sends files on a member's behalf, delivers
// each act to the app's callback over HTTP with real encryption, repeats it as the
// platform does, and files what comes back in the member's chat window.
//
// What the platform does not document is a field of [Switches]; what went out is
// read back with [Simulator.Sent], [Simulator.Inbox] and [Simulator.GroupPosts];
// trouble is scripted with [Simulator.Fail].
//
// Of this project it uses only the cipher of package wecom. Requests and answers
// are described here a second time, so that a mistake in the client shows.
package simulator
