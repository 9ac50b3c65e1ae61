// Package press makes the documents that messages ordered: it reads the records
// of one moment, lets package report make the file, puts its bytes among the
// blobs and releases the delivery that waits for it.
//
// An order is a row of the outbox, so it outlives a crash. Two processes that make
// the same document make the same bytes under the same key; the second finds the
// delivery gone on and leaves it.
package press
