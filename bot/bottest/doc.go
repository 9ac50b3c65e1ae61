// Package bottest plays dialogs against the engine and compares what it says
// with transcripts.
//
// A transcript is text. A line is one of
//
//	# a remark
//	at 2011-10-20T09:00+08:00      moves the clock
//	sent 2011-10-20T08:59+08:00    when the next message was sent, if not now
//	zhang> text                    zhang writes; \n breaks a line, {20} stands for 20 characters
//	zhang! image                   zhang sends media: image, voice, video, file, location, link
//	zhang! click 我的任务           zhang presses a menu key
//	reminded zhang essays on_day   zhang is reminded of his debt at a rung, by a card; what
//	                               follows the rung is how the platform refused him
//	marked member:zhang            the planner makes a mark
//	zhang! card 写心得              zhang presses a button of that card; stray: of another one
//	zhang! enter_agent             an event of the platform
//	group zhang> @bot text         zhang addresses the bot in a group
//	again                          the platform delivers the last message once more
//	extracted 心得.docx text        the text of a file that was sent has been read
//	joins chen 陈红 里岔镇 member    a person joins a unit, with his roles
//	weekends                       from here on Saturday and Sunday are days off
//	code lecture 5821              sets an event's sign-in code
//	works                          lists all works
//	remind                         asks about resting drafts
//
// and what follows is what came of it: "bot> " before each line of the answer,
// "out ID> " before each line of a message to somebody, "== " before a record.
// An empty line is left as it is.
package bottest
