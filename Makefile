# Every command of the project; `make` alone lists them. Each installs the tools it needs when they are missing (scripts/setup.sh);
# `make install` does not.

CARGO ?= cargo
CC ?= cc
# Where Cargo builds: CARGO_TARGET_DIR and CARGO_BUILD_TARGET count, and so does PROFILE for what is installed.
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),$(CARGO_BUILD_TARGET_DIR),target))
PROFILE ?= release
# The library that is installed has a folder of its own (mk/install.mk). That of the tests is in Cargo's.
LIBRARY := $(TARGET)/library
BUILT = $(if $(filter dev,$(PROFILE)),$(TARGET),$(LIBRARY))/$(if $(CARGO_BUILD_TARGET),$(CARGO_BUILD_TARGET)/)$(patsubst dev,debug,$(PROFILE))
RELEASE := $(LIBRARY)/release
DEBUG := $(TARGET)/debug
# The C compiler of the target, to link with.
TARGET_CC ?= $(if $(filter-out $(HOST),$(CARGO_BUILD_TARGET)),$(subst -unknown,,$(CARGO_BUILD_TARGET))-gcc,$(CC))
HOST = $(shell rustc -vV | sed -n 's/^host: //p')

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The parts of `make test`, the longest first: those that mostly wait run beside those that compile. `part` measures each and counts its tests;
# with `compile` it has a lower priority, so that tests which talk to each other are not kept waiting.
parts := build-debug build-release test-cargo test-c test-network test-outage test-live test-elements test-format test-sanitizer fuzz-smoke test-threads \
	test-scale test-simulation test-instructions test-demo test-readme test-interface test-headers test-differential test-install test-languages test-doc bench-quick
part = @PARTS=$(TARGET)/parts scripts/part.sh $@
compile = @PARTS=$(TARGET)/parts nice scripts/part.sh $@
# Parts at a time: one a processor compiles or counts, three wait.
JOBS ?= $(shell expr $$(nproc) + 3)

# An incremental build takes longer at first: none is begun where there is none yet.
ifeq ($(wildcard $(DEBUG)/incremental),)
test: export CARGO_INCREMENTAL ?= 0
# Each unit repeats what it shares with others. An incremental build wants many.
test: export CARGO_PROFILE_DEV_CODEGEN_UNITS ?= 4
endif

# What the tests that wait need is built first.
ifdef BUFFERED
test-format test-sanitizer build-threads: | build-debug build-release
endif

# With link-time optimisation the library takes half as long again to build: that of the tests has none.
test: export CARGO_PROFILE_RELEASE_LTO ?= off

# What fails among the others runs once more alone, and the table says so.
test: setup-test ## every check of this system; JOBS=1 for one part after the other
	@rm -rf $(TARGET)/parts
	+@export BUFFERED=1 PARTS=$(TARGET)/parts; \
	$(MAKE) --no-print-directory --keep-going --jobs=$(JOBS) $(parts) || { \
		again=$$(scripts/part.sh --failed $(parts)); \
		echo "once more, one after the other:" $$again; \
		$(MAKE) --no-print-directory --keep-going $$again; }; \
	scripts/part.sh --summary $(parts)

setup-%:
	@scripts/setup.sh $*

# What the tests in C and the peers need, and what is installed: most parts wait for these, so they go before what else compiles. One command a
# folder of Cargo's: they wait for each other otherwise.
build-debug: setup-test
	$(part) $(CARGO) build --package exosip2 --package registrar --package nameserver

build-release: setup-test
	$(part) $(MAKE) --no-print-directory build-library

test-format: setup-test ## rustfmt and clippy: nothing to mend; no marks of a merge
	$(compile) sh -c '$(CARGO) fmt --all --check && $(CARGO) clippy --workspace --exclude exosip2-fuzz --all-targets --quiet -- -D warnings && ! git grep -nE "^(<<<<<<<|>>>>>>>) "'

# scripts/tests.sh: programs of tests take longer to compile with optimisation than it saves.
test-cargo: setup-test build-debug ## the tests in Rust; unit tests are run by test-sanitizer
	$(compile) env RUSTC_WRAPPER=$(CURDIR)/scripts/tests.sh \
		$(CARGO) test --no-fail-fast --workspace --exclude exosip2-fuzz --exclude headers --test "*" --bins

test-scale: setup-test test-cargo ## those at scale with a hundred thousand accounts
	$(part) env ACCOUNTS=100000 $(CARGO) test --quiet --test register scale

clean: ## removes all that was built
	$(CARGO) clean

include $(sort $(wildcard mk/*.mk))

.PHONY: help test clean $(parts)
.DELETE_ON_ERROR:
