package message

// The texts of the page at the service's address.
const (
	HomeTitle Key = "home.title"
	HomeWhat  Key = "home.what"
	HomeHow   Key = "home.how"
)
