# Everything a person or a machine does with the tree. `make run` is the first thing to try.

SHELL := /bin/bash
BIN := target/release/zander
# The binary for users, which the measurements are of.
PROFILED := target/profiled/zander
# Captures, scripts and reference outputs to measure against; nothing is skipped silently when they are absent.
SHARED ?= $(abspath ../shared)
BENCH_SIZE ?= 200M
CAPTURES := bench/captures

.PHONY: run build release test attacks mutations live ci conformance bench bench-site bench-indicators bench-scale prerequisites fmt clippy codegen tidy golden clean help

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

prerequisites: ## Install what building needs (Debian, Ubuntu)
	@.ci/prerequisites

build: prerequisites ## Release build
	cargo build --release -p zander

release: prerequisites ## The binary for users: built twice, the second time for the code that proved busy
	@.ci/profiled $(PROFILED)

run: build ## Build, analyse a capture of the tree in a fresh folder, show what was found
	@.ci/first-run $(BIN)

test: prerequisites ## All tests
	ZANDER_EXAMPLE=$(wildcard $(SHARED)/mission/example) cargo test --workspace --quiet

attacks: prerequisites ## Floods and endless streams at their full size, with the default budgets; minutes
	cargo test --release -p zander --test attacks --test download -- --ignored --nocapture

mutations: prerequisites ## A minute of captures with something wrong in them
	cargo test --release -p zander --test mutations -- --ignored --nocapture

live: prerequisites ## Live capture between two network namespaces, and a minute of silence; needs root
	cargo test --release -p zander --test live -- --nocapture
	cargo test --release -p zander --test live -- --ignored --nocapture idle

ci: ## What a change has to pass
	.ci/run

fmt: ## Format
	cargo fmt --all

clippy: ## Lints; warnings are errors
	cargo clippy --workspace --all-targets --quiet -- -D warnings

codegen: ## Write the generated sources anew
	cargo xtask codegen

tidy: ## Doors of the rooms, places of files
	cargo xtask tidy

golden: ## Accept the present output of the tests as what is expected
	ZANDER_UPDATE_GOLDEN=1 cargo test --workspace --quiet

conformance: build ## Compare with reference logs; the percentage of exact ones may not fall
	@.ci/conformance $(BIN) $(SHARED)

bench: release ## Throughput in units of sha256sum over the same file
	@bench/run $(PROFILED) $(SHARED) $(CAPTURES) $(BENCH_SIZE)

bench-site: release ## The same with the scripts of a security team: detections, hashes, extraction, JSON
	@ZANDER_ARGUMENTS=$(abspath tests/site/local.zeek) bench/run $(PROFILED) $(SHARED) $(CAPTURES) $(BENCH_SIZE) mixed

bench-indicators: release ## A million indicators: time, memory, cost of a connection
	@RUNS=1 bench/run $(PROFILED) $(SHARED) $(CAPTURES) $(BENCH_SIZE) mixed
	@python3 bench/indicators.py $(PROFILED) $(CAPTURES)/mixed-$(BENCH_SIZE).pcap

bench-scale: release ## Scan detection over five million connections, in bounded memory; minutes
	@python3 bench/scale.py $(PROFILED)

clean: ## Remove what was built
	cargo clean
	rm -rf $(CAPTURES)
