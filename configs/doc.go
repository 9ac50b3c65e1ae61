// Package configs reads everything that people write for duban by hand: the
// service configuration, the campaign file, the holiday table and the roster.
// It also carries what is embedded in the binary: reference campaigns, the
// holiday table of mainland China, a sample roster, the annotated sample
// configuration and the JSON Schema of the campaign file.
//
// A reader reports every fault of its input at once, each as a Problem with
// file, line and column, the key, what is wrong and what is allowed. The
// package may import campaign and nothing else of ours.
package configs
