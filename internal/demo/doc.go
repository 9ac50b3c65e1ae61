// Package demo lets a newcomer play the whole service in a browser: a simulated
// WeCom, the real service on embedded parts, the sample people, and a clock that
// can be moved through a year in seconds. The page speaks only to this package;
// what it shows went through the platform's real protocol.
package demo
