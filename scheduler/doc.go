// Package scheduler decides what leaves, and sees to it that it leaves once.
//
// Planner is the one place that knows the rules: from the plan, the facts and a
// moment it says which reminders, recalls of events, summaries and notices are
// due, as deliveries with their final text. It is pure apart from the reading
// of facts; Rehearse steps the same planner over a span of time. Scheduler puts
// the deliveries into the store, joins equal texts into calls, paces and sends
// them through a Sender and decides what to do about failures.
//
// The plan's memory are marks in the store: "plan" is the moment of the last
// planning, and "member:", "unit:", "deliverable:" and "event:" marks tell since
// when a subject has been known, so that a debt that arises late starts with
// its next rung. "held:" marks tell what the weekly budget held back, and since
// when.
package scheduler
