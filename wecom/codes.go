package wecom

// codeNeedRange is a download that must be fetched in parts.
const codeNeedRange = 830002

// codeClasses maps the error codes a bot meets (doc 90313). Codes that are not
// listed, and those for settings, rights and mistakes of the program, are
// ClassPermanent.
var codeClasses = map[int]Class{
	-1:    ClassRetry, // system busy, at most 3 times
	6000:  ClassRetry, // data version conflict
	45033: ClassRetry, // too many concurrent calls
	45035: ClassRetry, // two writers on one record
	45036: ClassRetry, // abnormal traffic
	45009: ClassRateLimited,

	40014: ClassRefreshToken, // invalid token; expired ones too
	42001: ClassRefreshToken,

	40003: ClassRecipient, // bad userid
	40050: ClassRecipient, // bad chatid
	40070: ClassRecipient, // all tag members invalid
	46004: ClassRecipient, // no such user
	49008: ClassRecipient, // group dissolved
	50002: ClassRecipient, // member outside the visible range
	60003: ClassRecipient, // no such department
	60011: ClassRecipient, // no right on member or department
	60021: ClassRecipient, // member outside the visible range
	60111: ClassRecipient, // userid not found
	60123: ClassRecipient, // department not found
	81013: ClassRecipient, // every recipient invalid
	86001: ClassRecipient, // bad chatid
	86003: ClassRecipient, // unknown group
	86006: ClassRecipient, // group size
	86007: ClassRecipient, // bad group member
	86008: ClassRecipient, // group of another application
	86215: ClassRecipient, // chatid exists
	86216: ClassRecipient, // bad group member

	40004:  ClassContent, // media type
	40005:  ClassContent, // file type
	40006:  ClassContent, // file size
	40009:  ClassContent, // image size
	40011:  ClassContent, // video size
	40201:  ClassContent, // refused words
	42015:  ClassContent, // card update: sent by another application
	42016:  ClassContent, // card update: unknown task
	42052:  ClassContent, // too old to recall
	44001:  ClassContent, // empty media
	44004:  ClassContent, // empty text
	45001:  ClassContent, // media too large
	45007:  ClassContent, // recording too long
	46003:  ClassContent, // no menu
	60140:  ClassContent, // response code dead
	82004:  ClassContent, // harmful words
	85002:  ClassContent, // illegal words
	301016: ClassContent, // file too small
	301017: ClassContent, // file too large

	40007: ClassReupload, // media id invalid or expired
	40145: ClassReupload,

	40032: ClassSplit, // too many members
	82002: ClassSplit, // too many departments
	82003: ClassSplit, // too many tags
	40206: ClassSplit, // body too large
	45002: ClassSplit, // message too large

	40029: ClassRelogin, // code invalid
	42003: ClassRelogin, // code expired
	42022: ClassRelogin, // code used
}
