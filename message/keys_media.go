package message

// What people are told of the files they sent.
const (
	MediaLost     Key = "media.lost"
	MediaTooLarge Key = "media.too_large"
	MediaOfWork   Key = "media.of_work"
)
