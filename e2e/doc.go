// Package e2e tests the built binary from outside: scripts, the demo in a
// browser, a year of the reference campaign, and the figures of `make bench`.
package e2e
