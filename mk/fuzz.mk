# Fuzzing and tests with AddressSanitizer; their dependencies are compiled once (scripts/sanitized.sh).

FUZZ_SECONDS ?= 1800
FUZZ_RUNS ?= 2000
export TARGET_DIR := $(TARGET)

fuzz: setup-test ## each fuzz target for FUZZ_SECONDS (1800); TARGETS="message sdp" for some of them
	fuzz/run.sh -max_total_time=$(FUZZ_SECONDS) $(TARGETS)

fuzz-smoke: setup-test test-sanitizer ## each fuzz target for FUZZ_RUNS (2000)
	$(compile) fuzz/run.sh -runs=$(FUZZ_RUNS) $(TARGETS)

# Both packages are named: the features of what builds their dependencies are the same then, and so are the dependencies.
test-sanitizer: setup-test ## the unit tests in Rust under AddressSanitizer
	$(compile) scripts/sanitized.sh test --package exosip2 --package exosip2-fuzz --lib

.PHONY: fuzz
