// Package campaign is the domain of duban: the plan of a long campaign, the
// people and units who take part, what each of them owes and has filed, the
// rungs on which a reminder leaves, and the contract of the store that keeps
// it all.
//
// The package is pure: it knows no SQL, no HTTP, no operating system and no
// wall clock. Every function that needs the time takes it as an argument.
package campaign
