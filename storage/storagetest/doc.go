// Package storagetest holds the one suite that every store has to pass, on
// whatever database it stands.
package storagetest
