// Package app puts the parts together: it opens what a configuration names,
// starts and stops what runs by itself, and offers what the command line does.
// It is the only place that knows all the others.
package app
