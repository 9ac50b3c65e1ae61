// Package media brings in the files that people send. The platform keeps them
// for three days only (doc 90253), so a [Fetcher] downloads each one right
// away in the background, and again until it is here or gone for good.
//
// A file is stored as it came before anything reads it. Then docx, pdf and
// plain text files are searched for text. They come from outside: every
// extractor has limits and gives no text rather than trouble.
package media
