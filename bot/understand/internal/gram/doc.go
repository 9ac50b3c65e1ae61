// Package gram weighs which class a short Chinese text belongs to by the
// characters, pairs and triples of characters that it holds.
//
// The model is a log-linear one. It is trained offline from labelled texts
// (Train) and kept as a small table (Parse, Table.WriteTo); weighing a text
// with it is a sum over the table, without any other state.
package gram
