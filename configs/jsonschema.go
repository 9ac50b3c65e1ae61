package configs

import "encoding/json"

// Schema returns the JSON Schema (draft 2020-12) of the campaign file, made
// from the same shapes that LoadCampaign checks. The copy for editors is
// configs/campaign.schema.json.
func Schema() ([]byte, error) {
	doc := campaignShape().schema("")
	doc["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	doc["title"] = "duban campaign file"
	out, err := json.MarshalIndent(doc, "", "  ")
	return append(out, '\n'), err
}

// schema returns the shape as JSON Schema keywords.
func (s *shape) schema(doc string) map[string]any {
	out := map[string]any{}
	if doc != "" {
		out["description"] = doc
	}
	switch s.kind {
	case mapNode:
		out["type"] = "object"
		s.objectSchema(out)
	case listNode:
		out["type"] = "array"
		out["items"] = s.item.schema("")
		if s.low > 0 {
			out["minItems"] = s.low
		}
	case intNode:
		out["type"] = "integer"
		out["minimum"] = s.low
		if s.high > 0 {
			out["maximum"] = s.high
		}
	case boolNode:
		out["type"] = "boolean"
	default:
		if s.rules["oneOf"] == nil { // such a value is not always a text
			out["type"] = "string"
			if s.pattern != "" {
				out["pattern"] = s.pattern
			}
		}
		if len(s.enum) > 0 {
			out["enum"] = s.enum
		}
	}
	for k, v := range s.rules {
		out[k] = v
	}
	return out
}

func (s *shape) objectSchema(out map[string]any) {
	if s.item != nil {
		out["additionalProperties"] = s.item.schema("")
		out["propertyNames"] = map[string]any{"pattern": idPattern}
		return
	}
	properties, required := map[string]any{}, []string{}
	for _, k := range s.keys {
		properties[k.name] = k.shape.schema(k.doc)
		if k.required {
			required = append(required, k.name)
		}
	}
	out["properties"] = properties
	out["additionalProperties"] = false
	if len(required) > 0 {
		out["required"] = required
	}
}
