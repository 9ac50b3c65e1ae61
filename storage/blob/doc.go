// Package blob keeps the bytes of attachments: in a folder, or in a bucket that
// speaks S3. Blobs are named by their content, so the same file is kept once,
// and a name never changes what it stands for.
//
// The package imports nothing else of the module.
package blob
