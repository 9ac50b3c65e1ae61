package wecom

import "time"

// Limits of the platform. Sizes are UTF-8 bytes.
const (
	// MaxTextBytes bounds the text of application messages, passive replies
	// and webhooks. The platform cuts a longer one without an error, except
	// for webhooks, which refuse it (doc 90236, 90241, 99110).
	MaxTextBytes = 2048
	// MaxMarkdownBytes bounds the markdown of application messages (doc 90236).
	MaxMarkdownBytes = 2048
	// MaxWebhookMarkdownBytes bounds both markdown forms of a webhook (doc 99110).
	MaxWebhookMarkdownBytes = 4096
	// MaxRecipients is the number of members one send call takes (doc 90236).
	MaxRecipients = 1000
	// MaxParties is the number of departments, and of tags, of one send call
	// (doc 90236).
	MaxParties = 100
	// MaxTaskIDBytes bounds a template card's task id (doc 90236).
	MaxTaskIDBytes = 128
	// MaxCardKeyBytes bounds button and question keys of cards (doc 90236).
	MaxCardKeyBytes = 1024
	// MaxDuplicateCheck is the longest interval of the duplicate check (doc 90236).
	MaxDuplicateCheck = 4 * time.Hour
	// ResponseCodeLife is how long a card's response code lives (doc 90236).
	ResponseCodeLife = 72 * time.Hour
	// RecallLife is how long a message can be recalled (doc 94867).
	RecallLife = 24 * time.Hour
	// MediaLife is how long a media id lives (doc 90253).
	MediaLife = 72 * time.Hour
	// MinMediaBytes is the size every uploaded file must reach (doc 90253).
	MinMediaBytes = 6
	// MaxFileBytes bounds an uploaded file (doc 90253).
	MaxFileBytes = 20 << 20
	// MaxImageBytes and MaxVideoBytes bound those uploads (doc 90253).
	MaxImageBytes, MaxVideoBytes = 10 << 20, 10 << 20
	// MaxVoiceBytes bounds an AMR recording (doc 90253).
	MaxVoiceBytes = 2 << 20
	// MaxWebhookImageBytes bounds the raw picture of a webhook (doc 99110).
	MaxWebhookImageBytes = 2 << 20

	// MemberPerMinute and MemberPerHour are the messages one member gets from
	// one application; the surplus vanishes without an error (doc 90312).
	MemberPerMinute, MemberPerHour = 30, 1000
	// WebhookPerMinute is the number of messages of one webhook (doc 99110).
	WebhookPerMinute = 20
)
