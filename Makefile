# Every target is safe to repeat: what is done already is not done again.
# Recipes call scripts/, which work alone too; each one's head says how.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# A folder of articles (*.txt) and a file of questions about them (docs/handbook/11-evaluation.md says in which form): yours to give,
# as in: make eval-answers ARTICLES=folder QUESTIONS=file ; make load RATE=40
ARTICLES   ?=
QUESTIONS  ?=
RATE       ?= 20
DURATION   ?= 60
STATEMENTS ?= 10000
STAGES     ?=
# A folder of labelled texts for `make eval-guardrails` (docs/handbook/14-learned-heads.md says in which form).
SAFETY     ?=
# Files of transitions to train on and to ask about, for `make eval-worldmodel` (docs/adr/0009 says in which form).
TRAIN      ?=
TEST       ?=
# A folder with `games` and `playthroughs`, and TRAIN, for `make eval-plans` (evals/plans.py says in which form).
GAMES      ?=
# Problems that `make bench` solves again, as `groundstate eval answers --record FILE` writes them.
PROBLEMS   ?=
ARGS       ?=

# Where cargo puts what it builds, also when the developer's environment moves it.
TARGET := $(or $(CARGO_TARGET_DIR),target)
export ARTICLES QUESTIONS PROBLEMS SAFETY TRAIN TEST GAMES

.PHONY: help run build test web weights services services-stop eval-answers eval-guardrails eval-worldmodel eval-plans load bench bench-backtest bench-check bench-transitions build-cuda fuzz deny clean

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## build and serve on http://127.0.0.1:8080 with the demonstration memory
	@bash scripts/run.sh $(ARGS)

build: web ## build the release binary
	cargo build --release --locked --bin groundstate

test: ## everything that has to hold; STAGES="rust web" for some of it
	@bash scripts/test.sh $(STAGES)

web: ## build the web part into web/dist
	@bash scripts/web.sh build

weights: ## fetch and verify the encoder weights
	@bash scripts/weights.sh

services: ## start a private Postgres and Redis for tests and print their addresses
	@bash scripts/services.sh start

services-stop: ## stop them and delete their data
	@bash scripts/services.sh stop

eval-answers: ## answer quality beside baselines; ARTICLES=folder QUESTIONS=file
	@if [ ! -d "$$ARTICLES" ] || [ ! -f "$$QUESTIONS" ]; then \
		echo "error: name a folder of articles and a file of questions: make eval-answers ARTICLES=folder QUESTIONS=file" >&2; exit 2; fi
	@$(MAKE) --no-print-directory build
	@GS_BIN="$(TARGET)/release/groundstate" python3 evals/answers.py --articles "$$ARTICLES" --questions "$$QUESTIONS" $(ARGS)

eval-guardrails: ## the learned heads on labelled texts, beside published figures; SAFETY=folder
	@if [ ! -d "$$SAFETY" ]; then echo "error: name a folder of labelled texts: make eval-guardrails SAFETY=folder" >&2; exit 2; fi
	@$(MAKE) --no-print-directory build
	@GS_BIN="$(TARGET)/release/groundstate" bash scripts/eval-guardrails.sh "$$SAFETY" $(ARGS)

eval-worldmodel: ## the world model of typed environments: seeds, games left out; TRAIN="files" TEST=file
	@if [ -z "$$TRAIN" ] || [ ! -f "$$TEST" ]; then \
		echo 'error: name files of transitions: make eval-worldmodel TRAIN="files" TEST=file' >&2; exit 2; fi
	@$(MAKE) --no-print-directory build
	@GS_BIN="$(TARGET)/release/groundstate" python3 evals/worldmodel.py --train $$TRAIN --test "$$TEST" $(ARGS)

eval-plans: ## games played by plans made in a learned world model, through the API; GAMES=folder TRAIN="files"
	@if [ ! -d "$$GAMES" ] || [ -z "$$TRAIN" ]; then \
		echo 'error: name a folder of games and files of their transitions: make eval-plans GAMES=folder TRAIN="files"' >&2; exit 2; fi
	@$(MAKE) --no-print-directory build
	@GS_DEMO=no GROUNDSTATE_REQUEST_TIMEOUT_MS=600000 GS_BIN="$(TARGET)/release/groundstate" bash scripts/with-server.sh \
		python3 evals/plans.py --games "$$GAMES" --data $$TRAIN $(ARGS)

load: build ## latency under load; RATE=20 DURATION=60 STATEMENTS=10000, ARTICLES=folder optional
	@GS_BIN="$(TARGET)/release/groundstate" bash scripts/with-server.sh \
		python3 evals/load.py --rate "$(RATE)" --seconds "$(DURATION)" --statements "$(STATEMENTS)" --articles "$$ARTICLES" --questions "$$QUESTIONS" $(ARGS)

bench: build ## encoder and solver: criterion, then the binary's own figures; PROBLEMS=file adds recorded problems
	GROUNDSTATE_ENCODER_DIR="$$(bash scripts/weights.sh)" cargo bench --package groundstate-planner --locked $(ARGS)
	GROUNDSTATE_ENCODER_DIR="$$(bash scripts/weights.sh)" "$(TARGET)/release/groundstate" bench encoder
	@if [ -n "$$PROBLEMS" ]; then "$(TARGET)/release/groundstate" bench solver --problems "$$PROBLEMS"; \
		else echo "recorded problems: none given (PROBLEMS=file; \`groundstate eval answers --record FILE\` writes one)"; fi

bench-backtest: build ## 10,000 recorded decisions replayed under a draft; ARGS="--decisions 2000" for fewer
	GROUNDSTATE_ENCODER_DIR="$$(bash scripts/weights.sh)" "$(TARGET)/release/groundstate" bench backtest $(ARGS)

bench-transitions: build ## transitions streamed in and learned from, with the most memory taken; ARGS="--rows 1000000 --steps 0"
	GROUNDSTATE_ENCODER_DIR="$$(bash scripts/weights.sh)" "$(TARGET)/release/groundstate" bench transitions $(ARGS)

bench-check: build ## a text of 500 characters under every kind of objective: time of one, checks a second
	GROUNDSTATE_ENCODER_DIR="$$(bash scripts/weights.sh)" "$(TARGET)/release/groundstate" bench check $(ARGS)

build-cuda: ## build with the encoder and the solver on an NVIDIA GPU
	@bash scripts/build-cuda.sh

fuzz: ## every fuzz target for SECONDS_EACH=600, one after another; TARGETS="policy cel" for some (needs cargo-fuzz)
	@SECONDS_EACH="$(SECONDS_EACH)" TARGETS="$(TARGETS)" MERGE="$(MERGE)" bash scripts/fuzz.sh

deny: ## licences, advisories and sources of every dependency (needs cargo-deny)
	@cargo deny --version >/dev/null 2>&1 || { echo "error: cargo install cargo-deny --locked" >&2; exit 1; }
	cargo deny --workspace check

clean: ## delete what was built and fetched; keep the database of make run (.groundstate)
	@bash scripts/services.sh stop
	cargo clean
	rm -rf web/dist web/node_modules evals/openai/node/node_modules
	rm -rf .groundstate/models .groundstate/venv .groundstate/cuda .groundstate/test-services
