# Every command of the project; `make` alone lists them. Each installs the tools it needs when they are missing (scripts/setup.sh).

CARGO ?= cargo
CC ?= cc
RELEASE := target/release
DEBUG := target/debug

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: setup-build ## the shared and the static library, target/release
	$(CARGO) build --release --lib

all-checks := test-format test-cargo test-interface test-c test-threads test-differential test-live test-install test-demo test-instructions bench-quick test-sanitizer fuzz-smoke
test: setup-test $(all-checks) ## every check there is

setup-%:
	@scripts/setup.sh $*

test-format: setup-test ## rustfmt and clippy: nothing to mend
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --quiet -- -D warnings

test-cargo: setup-test ## the tests in Rust; those at scale with a hundred thousand accounts, and the grid of neighbours
	$(CARGO) test
	ACCOUNTS=100000 $(CARGO) test --config profile.dev.package.exosip2.opt-level=2 --test register -- scale grid

# A nightly switch of the stable compiler; the whole program has to be built with it, so it has a folder of its own.
test-sanitizer: setup-test ## the tests in Rust under AddressSanitizer
	RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address $(CARGO) test --lib --target $(HOST) --target-dir target/sanitizer

HOST = $(shell rustc -vV | sed -n 's/^host: //p')

clean: ## removes all that was built
	$(CARGO) clean

include $(sort $(wildcard mk/*.mk))

.PHONY: help build test clean $(all-checks)
.DELETE_ON_ERROR:
