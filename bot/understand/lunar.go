package understand

import "time"

// lunarYear is one year of the Chinese calendar: the solar day of its first
// day, the place of its leap month (0 for none) and, from the lowest bit, which
// of its months have 30 days.
type lunarYear struct {
	year, month, day int
	leap             int
	long             uint16
}

// lunarYears runs from 2009 to 2031 without a gap.
var lunarYears = [...]lunarYear{
	{2009, 1, 26, 5, 0b1101010010011},
	{2010, 2, 14, 0, 0b0101010010101},
	{2011, 2, 3, 0, 0b0010100101101},
	{2012, 1, 23, 4, 0b0101001101101},
	{2013, 2, 10, 0, 0b0101010110101},
	{2014, 1, 31, 9, 0b1010110101010},
	{2015, 2, 19, 0, 0b0010111010010},
	{2016, 2, 8, 0, 0b0110110100101},
	{2017, 1, 28, 6, 0b1110101001010},
	{2018, 2, 16, 0, 0b0111001001010},
	{2019, 2, 5, 0, 0b0110010010101},
	{2020, 1, 25, 4, 0b1010100101110},
	{2021, 2, 12, 0, 0b0010101010110},
	{2022, 2, 1, 0, 0b0101010110101},
	{2023, 1, 22, 2, 0b1010110110010},
	{2024, 2, 10, 0, 0b0011011010010},
	{2025, 1, 29, 6, 0b0111010100101},
	{2026, 2, 17, 0, 0b0111100100101},
	{2027, 2, 7, 0, 0b0011001001010},
	{2028, 1, 26, 5, 0b0110010010111},
	{2029, 2, 13, 0, 0b0010010101011},
	{2030, 2, 2, 0, 0b0010101011011},
	{2031, 1, 23, 3, 0b0101011010110},
}

// lunarDay returns the solar day of day d of month m in the i-th year of the
// table. A leap month is never meant by a bare name.
func lunarDay(i, m, d int, zone *time.Location) time.Time {
	y := lunarYears[i]
	if y.leap > 0 && m > y.leap {
		m++
	}
	days := d - 1
	for k := range m - 1 {
		days += 29 + int(y.long>>k&1)
	}
	return time.Date(y.year, time.Month(y.month), y.day+days, 0, 0, 0, 0, zone)
}

// lunarNear returns the solar day of a lunar day nearest to at: the last one
// that has come, or with ahead the next one.
func lunarNear(at time.Time, m, d int, ahead bool) (time.Time, bool) {
	day := midnight(at)
	var past time.Time
	for i := range lunarYears {
		t := lunarDay(i, m, d, at.Location())
		if ahead && !t.Before(day) {
			return t, t.Sub(day) < 400*24*time.Hour
		}
		if !t.After(day) {
			past = t
		}
	}
	return past, !ahead && !past.IsZero() && day.Sub(past) < 400*24*time.Hour
}
