package understand

import (
	"math"
	"time"
)

// solarTerms are the 24 divisions of the year, from January on.
const solarTerms = "小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至"

// solarTerm returns the day in China on which the sun reaches the n-th of the
// solar terms in year y.
func solarTerm(y, n int, zone *time.Location) time.Time {
	const j2000 = 2451545.0
	noon := time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)
	start := time.Date(y, 1, 6, 0, 0, 0, 0, time.UTC)
	jd := j2000 + start.Sub(noon).Hours()/24 + float64(n)*15.2184
	for range 6 {
		gap := math.Mod(float64(285+15*n)-sunLongitude(jd)+900, 360) - 180
		jd += gap / 360 * 365.2422
	}
	const china = 8.0 / 24
	at := noon.Add(time.Duration((jd - j2000 + china) * 24 * float64(time.Hour)))
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
}

// sunLongitude returns the apparent longitude of the sun in degrees, right to
// a hundredth of one, which the sun passes in a quarter of an hour.
func sunLongitude(jd float64) float64 {
	sin := func(deg float64) float64 { return math.Sin(deg * math.Pi / 180) }
	t := (jd - 2451545) / 36525
	mean := 280.46646 + 36000.76983*t
	anomaly := 357.52911 + 35999.05029*t
	centre := (1.914602-0.004817*t)*sin(anomaly) + 0.019993*sin(2*anomaly) + 0.000289*sin(3*anomaly)
	return math.Mod(mean+centre-0.00569-0.00478*sin(125.04-1934.136*t), 360)
}
