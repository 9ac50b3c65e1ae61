package wecom_test

// The sample settings of doc 90968.
const (
	sampleToken = "QDG6eK"
	sampleKey   = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
	sampleCorp  = "wx5823bf96d3bd56c7"
)

type vector struct {
	name, token, key, receiver  string
	timestamp, nonce, signature string
	encrypt, want               string
	random                      string // the 16 byte prefix, in hex
}

const asciiRandom = "30313233343536373839616263646566" // 0123456789abcdef

var vectors = []vector{
	{
		name: "post", token: sampleToken, key: sampleKey, receiver: sampleCorp,
		timestamp: "1409659813", nonce: "1372623149", signature: "477715d11cdb4164915debcba66cb864d751f3e6",
		random:  "30393630363838393332633437656631",
		encrypt: "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
		want: "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n" +
			"<FromUserName><![CDATA[mycreate]]></FromUserName>\n<CreateTime>1409659813</CreateTime>\n" +
			"<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[hello]]></Content>\n" +
			"<MsgId>4561255354251345929</MsgId>\n<AgentID>218</AgentID>\n</xml>",
	},
	{
		name: "captured push", token: "kz7Yx62CH8SaLN", key: "cD0d7jx4tYvVtzqrmh3Dm3QFCXe6f8SlHoMtMh3qQEP", receiver: "ww6a112864f8022910",
		timestamp: "1583995625", nonce: "1584392382", signature: "f265ae551b1932727204c3d707628d01376a6940",
		random:  "21e33070c56d1ca4e4fa84ace71334f6",
		encrypt: "EUCt7xMcNiyASzZj0Hjc5yDjFQrCum6AfQ3ntHiUzjGQ51xieKmbvtrZ40/EcB2W/W8yH0n4Lqx48gJl/T9HD/R309I0P/r5pIZucK3lyEn48FYMr4YdE0QdL2jIJ3xkcXUr6uzefzCxG6lMvwpAJaOyVCzN7sRRw47njfxy5EIqU6R9ZBhlTzfdnhhOhK/nTwzrZX3SoGlXFA9OBeZ6ru1NWpXFk76x9DUMe0lcxPPiUqK8ctnQcYXSGUHVqC6DfG7E7mab0OmruNN8cBZY5d3dYOBA4OgaH55Q0AJmUpdT8vNiXpXx+6TxT3TIjySXpDrHVyrsb772aYywgg/Nu4kUmGkALwFZlzhjNegR7wDwb9lr4ERXsSSS8JZ8lbBmaQ3F2Tq584xoPj5rIhXAF734ynm4no1g+SdHiNqR328=",
		want: "<xml><ToUserName><![CDATA[ww6a112864f8022910]]></ToUserName><FromUserName><![CDATA[foobar]]></FromUserName>" +
			"<CreateTime>1583995625</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[x123]]></Content>" +
			"<MsgId>2018405441</MsgId><AgentID>1000002</AgentID></xml>",
	},
	{
		name: "reply", token: "123456", key: "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", receiver: "wx49f0ab532d5d035a",
		timestamp: "1411525903", nonce: "461056294", signature: "407518b7649e86ef23978113f92d27afa9296533",
		random:  "31323334353637383930313233343536",
		encrypt: "9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3",
		want: "<xml>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[test]]></Content>\n" +
			"<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>\n<ToUserName><![CDATA[messense]]></ToUserName>\n" +
			"<AgentID>1</AgentID>\n<CreateTime>1411525903</CreateTime>\n</xml>",
	},
	{
		name: "full pad block", token: sampleToken, key: sampleKey, receiver: sampleCorp,
		timestamp: "1409659813", nonce: "1372623149", signature: "4ce05b7bac41edc6f554796ce3f8d5ffed1dbccf",
		random: asciiRandom, encrypt: "sKqRbbiSUnDhFHOvPjtUMYdqeE6HcmEvGNfUr/YgJH/0FRoMJtCPaG0Aeb70Cvu8hptvrP9s+V9Kf3pTkxQ7ACvXCl1OicprdUhWrDKL3NKX++zz8BmisvHc/MaBqtEK", want: "exactly-twenty-six-bytes!!",
	},
	{
		name: "multi-byte", token: sampleToken, key: sampleKey, receiver: sampleCorp,
		timestamp: "1409659813", nonce: "1372623149", signature: "0ff401d1b4fc6505ecb814d5df803d3b7787bf88",
		random: asciiRandom, encrypt: "sKqRbbiSUnDhFHOvPjtUMe8m8Txu3tuJjPc9KM1T7qeyoejO9qGcbBV0QvH7aKelWAj5CXj0ZFiGbSxbhbTYwQ==", want: "值班🚨已确认",
	},
	{
		name: "empty message", token: sampleToken, key: sampleKey, receiver: sampleCorp,
		timestamp: "1409659813", nonce: "1372623149", signature: "4e5897b7142f71f9cd06b6744018407a8ef1b842",
		random: asciiRandom, encrypt: "sKqRbbiSUnDhFHOvPjtUMU5qwF3QTRQT35ZLQKNzkIFzNtEiqzhRA2bjiTq/aLNxdb+TySor6nIW5pigQ2NbKg==", want: "",
	},
}
