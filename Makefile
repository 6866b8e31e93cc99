# Every command of the project; `make` alone lists them. Each installs the tools it needs when they are missing (scripts/setup.sh).

CARGO ?= cargo
CC ?= cc
# Where Cargo builds: CARGO_TARGET_DIR and CARGO_BUILD_TARGET count, and so does PROFILE for what is installed.
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),$(CARGO_BUILD_TARGET_DIR),target))
PROFILE ?= release
BUILT = $(TARGET)/$(if $(CARGO_BUILD_TARGET),$(CARGO_BUILD_TARGET)/)$(patsubst dev,debug,$(PROFILE))
RELEASE := $(TARGET)/release
# The C compiler of the target, to link with.
TARGET_CC ?= $(if $(filter-out $(HOST),$(CARGO_BUILD_TARGET)),$(subst -unknown,,$(CARGO_BUILD_TARGET))-gcc,$(CC))
HOST = $(shell rustc -vV | sed -n 's/^host: //p')

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

all-checks := test-format test-cargo test-simulation test-interface test-c test-threads test-differential test-live test-install test-demo test-instructions bench-quick test-sanitizer fuzz-smoke
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

clean: ## removes all that was built
	$(CARGO) clean

include $(sort $(wildcard mk/*.mk))

.PHONY: help test clean $(all-checks)
.DELETE_ON_ERROR:
