# Everything a developer runs. The suite needs Go alone; what else a machine
# has (PostgreSQL, Redis, Chromium) is found and used.
.PHONY: build check test bench fuzz crash leak proof

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
	go test -run '^$$' -bench . -benchmem ./wecom ./bot ./storage ./scheduler ./e2e

fuzz: ## every fuzz target for FUZZTIME
	@for p in $$(go list ./...); do \
	  for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	    go test -run '^$$' -fuzz "^$$f$$" -fuzztime $${FUZZTIME:-20s} $$p || exit 1; \
	  done; done

# What a release has to show beyond the daily run: DUBAN_TEST_ROUNDS trials each.
crash: ## processes killed at every point between claim, send and record
	DUBAN_TEST_ROUNDS=$${DUBAN_TEST_ROUNDS:-200} go test -count 1 -v -timeout 30m -run '^TestKilledAtEveryPoint$$' ./e2e

leak: ## the service started and stopped under the race detector
	DUBAN_TEST_ROUNDS=$${DUBAN_TEST_ROUNDS:-500} go test -race -count 1 -v -timeout 30m -run '^TestNothingRunsOnAfterAStop$$' ./e2e

proof: crash leak ## those two, bad lines, and every fault of the platform
	go test -count 1 -v -timeout 10m -run '^(TestReplicasOverBadLines|TestAMomentOfTenThousandUnderEveryFault|TestTheEdgeKeepsWhatTheDatabaseCannot)$$' ./e2e
