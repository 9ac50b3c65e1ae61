package bot

import "strings"

// The marks of small talk, in both scripts.
var (
	greetings = []string{"你好", "您好", "在吗", "在嗎", "早上好", "上午好", "下午好", "晚上好", "早安", "拜年", "新年好", "过年好", "節日好", "节日好", "节快乐", "節快樂"}
	gratitude = []string{"谢", "謝", "辛苦", "麻烦你了", "感谢"}
	askings   = []string{"?", "？", "吗", "嗎", "怎么", "怎麼", "如何", "多少", "什么", "什麼", "咋", "能不能", "可不可以", "行不"}
)

func greeting(text string) bool { return mentions(text, greetings) }

func thanks(text string) bool { return mentions(text, gratitude) }

func question(text string) bool { return mentions(text, askings) }

func mentions(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
