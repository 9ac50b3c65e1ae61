package configs_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"duban/campaign"
	"duban/configs"
)

// compileSchema returns the schema that editors read.
func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open("campaign.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("campaign.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("campaign.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate tells how the schema judges a YAML file.
func validate(t *testing.T, schema *jsonschema.Schema, data []byte) error {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return err
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestSchemaIsCurrent(t *testing.T) {
	t.Parallel()
	want, err := configs.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("campaign.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("campaign.schema.json"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("campaign.schema.json is not what the shapes make (%v); run the tests with -update", err)
	}
}

func TestSchemaAcceptsEmbeddedCampaigns(t *testing.T) {
	t.Parallel()
	schema := compileSchema(t)
	for _, name := range configs.EmbeddedCampaigns() {
		data, err := configs.Embedded(name, campaign.Date{Year: 2026, Month: 11, Day: 22})
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
