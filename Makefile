# Farebox. `make run` starts everything on this machine; `make help` lists the rest.
#
# Needs Go, node, npm and git. What else a target uses it installs: gcc (apt-get,
# as root), and npm packages from the lock files. Nothing listens on a fixed port
# but `make run`.

GO       ?= go
FUZZTIME ?= 5s
ARGS     ?=

E2E    := cmd/farebox/e2e
TOOLS  := .ci/tools/go.mod
TOOL   := $(GO) tool -modfile=$(TOOLS)
FORGE  := node_modules/@foundry-rs/forge-linux-amd64/bin/forge
# npm leaves a copy of the lock file behind: as long as it is newer than ours,
# what is installed is what the lock names.
CLIENTS := $(E2E)/node_modules/.package-lock.json
CHAINS  := contracts/node_modules/.package-lock.json
NPM_CI  := npm ci --ignore-scripts --no-progress --loglevel=error
# The end-to-end tests run the built binary, so they are not run under -race.
UNIT = $$($(GO) list ./... | grep -v /$(E2E)$$)

.DEFAULT_GOAL := help
.PHONY: help run build test unit e2e race fuzz bench lint fmt vuln contracts contracts-test contracts-check cover clean gcc

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## start `farebox dev` on its defaults (ARGS="--data-dir D" adds flags)
	bin/farebox dev $(ARGS)

build: ## leave bin/farebox
	@# With gcc the signatures are checked by C code, several times faster; without it Go's own does.
	@command -v gcc >/dev/null || $(MAKE) --no-print-directory gcc || echo "no gcc: building without cgo" >&2
	@mkdir -p bin
	$(GO) build -trimpath -o bin/farebox ./cmd/farebox

test: unit contracts-test e2e ## unit tests under -race, contracts, end-to-end tests with stock clients

unit: gcc $(CHAINS) ## unit tests under -race
	$(GO) vet ./...
	$(GO) test -race -timeout 15m $(UNIT)

e2e: gcc $(CLIENTS) $(CHAINS) ## end-to-end tests of the built binary
	$(GO) test -count=1 -timeout 20m ./$(E2E) $(ARGS)

race: unit ## the same as unit

fuzz: ## run each fuzz target for FUZZTIME (5s)
	@set -e; for pkg in $(UNIT); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg; \
		done; \
	done

bench: build ## the load generator behind the published figures
	bin/farebox bench $(ARGS)

lint: ## golangci-lint and formatting, tools pinned in .ci/tools (minutes to build the first time)
	$(TOOL) golangci-lint run
	$(TOOL) golangci-lint fmt --diff
	$(TOOL) staticcheck ./...

fmt: ## format the Go code
	$(TOOL) golangci-lint fmt

vuln: ## known vulnerabilities that the code reaches (reads the Go vulnerability database)
	$(TOOL) govulncheck ./...

contracts: ## compile the contracts and write the artefacts that Go embeds
	contracts/build.sh

contracts-test: $(CHAINS) ## test the contracts, gas snapshots included
	cd contracts && $(FORGE) fmt --check && FORGE_SNAPSHOT_CHECK=true $(FORGE) test

contracts-check: ## fail if the committed artefacts are not what the contracts compile to
	contracts/build.sh --check

cover: gcc $(CHAINS) ## coverage of the unit tests: bin/cover.html
	@mkdir -p bin
	$(GO) test -coverprofile=bin/cover.out $(UNIT)
	$(GO) tool cover -html=bin/cover.out -o bin/cover.html
	$(GO) tool cover -func=bin/cover.out | tail -1

clean: ## remove what was built; data directories stay
	rm -rf bin contracts/out contracts/cache contracts/node_modules $(E2E)/node_modules

gcc:
	@command -v gcc >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq gcc libc6-dev; } >&2

$(CLIENTS): $(E2E)/package-lock.json
	cd $(E2E) && $(NPM_CI)
	@touch $@

$(CHAINS): contracts/package-lock.json
	cd contracts && $(NPM_CI)
	@touch $@
