// Package message is everything the bot says: the catalogue of user-facing
// text with typed keys and named arguments, and the splitting of long text
// under the platform's byte limits.
//
// The text stands in text/<language>/<area>.json, one area per consumer;
// Simplified Chinese is the reference. Keys are declared in keys_<area>.go and
// read area.what or area.what.variant.
package message
