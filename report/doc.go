// Package report turns a campaign's records into what the office hands on: the
// draft of a bulletin as text, the ledger of works and the register of pairings
// as spreadsheets, and the volume of selected works as a document.
//
// It is pure: records and a moment in, text or bytes out. The same records give
// the same bytes. What it writes names nobody who still owes.
package report
