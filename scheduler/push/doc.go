// Package push sends the scheduler's calls to WeCom: messages of the self-built
// app to members, and posts to groups through their webhooks.
//
// A call's body is one request's JSON, or several in order, one on a line,
// where a text is too long for one message. A retry begins with the request whose
// fate is open, byte for byte the same, and leaves it to the platform's duplicate
// check to drop what it has.
//
// A document's body names its bytes. They are uploaded as temporary media right
// before each try, and nothing of that is kept: a try that comes days later finds
// no media that has died meanwhile. Where the platform's answer to the message
// was lost a repeat carries another media id, so that a document, unlike a text,
// may then come twice.
package push
