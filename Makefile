# Everything a developer runs. The suite needs Go alone; what else a machine
# has (PostgreSQL, Redis, Chromium) is found and used.
.PHONY: build check test bench fuzz

build:
	CGO_ENABLED=0 go build -trimpath ./cmd/duban

check: ## format, vet, lint and test with the race detector
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck ./...
	go test -race ./...

test:
	go test ./...

bench: ## the figures of the callback path, the store and the planner
	go test -run '^$$' -bench . -benchmem ./wecom ./storage ./scheduler ./e2e

fuzz: ## every fuzz target for FUZZTIME
	@for p in $$(go list ./...); do \
	  for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	    go test -run '^$$' -fuzz "^$$f$$" -fuzztime $${FUZZTIME:-20s} $$p || exit 1; \
	  done; done
