// Package bot is the dialog engine: it decides what becomes of a message that
// reached the bot and what is answered.
//
// Engine.Step is pure: it reads facts and returns data, the works, debts and
// messages to write and the lines to say. Engine.Handle runs it inside the
// store's transaction: the message, what it changed and its answer are written
// together, and a repeat of a recorded message gets the recorded answer.
//
// The rules above all: nothing that reached us is lost, nothing is filed by
// mistake, every filing gets a receipt, a repeat changes nothing.
package bot
