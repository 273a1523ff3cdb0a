# `make` alone prints this help: the sentence behind each target's ##.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

BIN      := bin/paceline
NPM      := npm --silent --no-progress
LINT     := go tool -modfile=tools/go.mod golangci-lint
# What soaks have done, and the list of planted faults with what caught them.
SOAK     := .soak/state.json
PLANTED  := .soak/planted.json
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# DuckDB's static libraries are linked in; the assets tag embeds the built SDK and dashboard.
GOBUILD  := go build -trimpath -tags assets -ldflags '-s -w -X paceline/internal/app.version=$(VERSION)'

.PHONY: help run test verify build bench soak proof planted fuzz sdk-proof generate clean check-tools check-test-tools
.PHONY: test-go test-node test-e2e verify-format verify-lint verify-generated verify-types

help: ## print this help
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: build ## build everything and start the demo: a shop, real page loads, a live dashboard
	@$(BIN) demo --data .demo

test: build check-test-tools test-go test-node test-e2e ## run every test, with real databases and a real browser
	@go test -count=1 -v -run TestWhichEngines ./internal/pgtest | sed -n 's/^ *pgtest_test.go:[0-9]*: //p'
	@sed 's/^/sdk in /' packages/sdk/dist/engines.txt
	@echo "all tests passed"

verify: verify-format verify-lint verify-generated verify-types ## check format, lint and import rules, generated files, types
	@echo "verified"

build: check-tools node_modules ## build bin/paceline with the SDK and the dashboard inside
	@$(NPM) run build --workspace packages/sdk
	@$(NPM) run build --workspace apps/dashboard
	@echo "building $(BIN) (the first time takes some minutes: DuckDB is large)"
	@$(GOBUILD) -o $(BIN) ./cmd/paceline

bench: build check-test-tools ## measure accept, drain and queries beside their floors
	@scripts/bench

planted: ## break the code on purpose, fault by fault, and see a test catch each (some 10 minutes)
	@mkdir -p $(dir $(PLANTED))
	@go run ./test/planted -json $(PLANTED)

# One run after the other: rounds that .soak/state.json has are not done again. ONLY, ROUNDS, SEED, FOR and JOBS narrow it.
soak: ## break everything while it works, 1,000 kills and all: takes hours, can be interrupted (ONLY=kill FOR=10m)
	@go run ./test/soak/run -state $(SOAK) $(if $(ONLY),-only $(ONLY)) $(if $(ROUNDS),-rounds $(ROUNDS)) \
		$(if $(SEED),-seed $(SEED)) $(if $(FOR),-for $(FOR)) $(if $(JOBS),-jobs $(JOBS))

fuzz: ## fuzz every decoder for half an hour each (FUZZTIME=1m JOBS=2 ONLY=Beacon)
	@scripts/fuzz

proof: ## write docs/proof.md from what make soak has done
	@go run ./test/soak/run -proof docs/proof.md -state $(SOAK) $(if $(wildcard $(PLANTED)),-planted $(PLANTED))

sdk-proof: node_modules check-test-tools ## measure the SDK in a real browser and write docs/sdk-proof.md (some 15 minutes)
	@$(NPM) run build --workspace packages/sdk
	@node packages/sdk/proof/run.mjs

generate: node_modules ## write every generated file anew
	@$(NPM) run generate
	@go run ./cmd/paceline config-doc > docs/config.md

clean: ## remove what was built (not the demo's data)
	@rm -rf bin packages/sdk/dist apps/dashboard/dist node_modules

# ---- parts of test

test-go:
	@PACELINE_BIN="$(CURDIR)/$(BIN)" go test -tags assets -timeout 60m ./...

test-node: node_modules
	@$(NPM) test

test-e2e: node_modules $(BIN)
	@$(NPM) run test:browser --workspace packages/sdk
	@$(NPM) test --workspace test/e2e

$(BIN): build

# ---- parts of verify

verify-format: node_modules
	@files="$$(git ls-files '*.go' | xargs gofmt -l)"; test -z "$$files" || { echo "gofmt would change:"; echo "$$files"; exit 1; }
	@npx prettier --check --log-level warn $$(git ls-files '*.ts' '*.tsx' '*.mjs' '*.css' | grep -v '\.gen\.')

verify-lint:
	@$(LINT) run ./...

verify-generated: node_modules
	@node schema/generate.mjs --check
	@go run ./cmd/paceline config-doc | diff -u docs/config.md - || { echo "docs/config.md is stale: make generate"; exit 1; }

verify-types: node_modules
	@$(NPM) run typecheck

# ---- set-up

check-tools:
	@scripts/check-tools

check-test-tools:
	@scripts/install-test-tools

node_modules: package.json package-lock.json
	@echo "installing the browser code's build tools"
	@$(NPM) ci --ignore-scripts
	@touch node_modules
