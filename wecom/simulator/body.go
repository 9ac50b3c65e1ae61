package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode"
)

// number is an integer of a request, also accepted as a quoted string.
type number int

func (n *number) UnmarshalJSON(b []byte) error {
	i, err := strconv.Atoi(strings.Trim(string(b), `"`))
	if err != nil {
		return &json.UnmarshalTypeError{Value: string(b)}
	}
	*n = number(i)
	return nil
}

// decode reads the request's JSON into v. Keys are compared with their case, which
// encoding/json alone would not do. Broken JSON is read up to its first error, and
// the answer will warn of it (doc 90313).
func (c *call) decode(v any) error {
	var tree any
	dec := json.NewDecoder(bytes.NewReader(c.body))
	dec.UseNumber()
	if err := json.Unmarshal(c.body, &json.RawMessage{}); err != nil {
		var syntax *json.SyntaxError
		if !errors.As(err, &syntax) {
			return errParameter
		}
		c.warning = true
		dec = json.NewDecoder(bytes.NewReader(mend(c.body, int(syntax.Offset)-1)))
		dec.UseNumber()
	}
	if err := dec.Decode(&tree); err != nil {
		return errParameter
	}
	if err := json.Unmarshal(marshal(dropOddKeys(tree)), v); err != nil {
		return errParameter
	}
	return nil
}

// dropOddKeys removes the members whose names have capitals: no request has any.
func dropOddKeys(tree any) any {
	switch t := tree.(type) {
	case map[string]any:
		for k, v := range t {
			if strings.ContainsFunc(k, unicode.IsUpper) {
				delete(t, k)
				continue
			}
			t[k] = dropOddKeys(v)
		}
	case []any:
		for i := range t {
			t[i] = dropOddKeys(t[i])
		}
	}
	return tree
}

// mend cuts broken JSON before its first error and closes what is open there. The
// result may still be broken, for instance after a key without a value.
func mend(body []byte, end int) []byte {
	end = max(0, min(end, len(body)))
	var open []byte
	inString, escaped := false, false
	for _, b := range body[:end] {
		switch {
		case escaped:
			escaped = false
		case inString && b == '\\':
			escaped = true
		case b == '"':
			inString = !inString
		case inString:
		case b == '{':
			open = append(open, '}')
		case b == '[':
			open = append(open, ']')
		case (b == '}' || b == ']') && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	out := bytes.TrimRight(body[:end], ", \t\r\n")
	out = append([]byte(nil), out...)
	if escaped {
		out = out[:len(out)-1]
	}
	if inString {
		out = append(out, '"')
	}
	for i := len(open) - 1; i >= 0; i-- {
		out = append(out, open[i])
	}
	return out
}
