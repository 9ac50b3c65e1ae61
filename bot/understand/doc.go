// Package understand reads what staff write to the bot: which intent a message
// has, what should be done with it, and the slots it holds.
//
// The reader is deterministic and pure. It has no clock, storage or network;
// the message's own time comes with the input. It works in stages, each of
// which may decide:
//
//  1. folding: width, Traditional characters, case and a few safe homophones,
//     with a way back to the bytes as sent;
//  2. the words of an open dialog (完成, 取消, 是, 不是);
//  3. texts that are not the author's own act: forwarded, quoted, hearsay,
//     hypothesis, meant for somebody else;
//  4. explicit commands;
//  5. the text of an open draft;
//  6. filings: a kind's word leading the text, a plain statement of submission,
//     a bare wish to file, and last a narrative that looks like one.
//
// Rules read what is formal; people write what no list foresees. So a table of
// weights over the characters of the message, families of words and a few traits
// is asked as well (judge.go, families.go), and unless a rule is firm the table
// has its say: it must find another reading so many times likelier as the rule
// deserves trust. It was learnt from the samples in testdata; go generate learns
// it anew, the same samples to the same table. What is filed is never its choice
// alone: a kind's word must lead the text, or the text say that it is handed in
// (declared.go). Explicit filings and formal commands it does not overrule, but
// for a few words under a heading that are almost surely talk.
//
// Precision comes first. Action "file" needs a said wish; whatever merely looks
// like a filing is "confirm", and a doubt ends in "none".
package understand
