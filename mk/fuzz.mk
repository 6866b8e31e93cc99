# Fuzzing: libFuzzer with AddressSanitizer, on the stable toolchain.

FUZZ_SECONDS ?= 1800

fuzz: setup-test ## each fuzz target for FUZZ_SECONDS (1800); TARGETS="message sdp" for some of them
	fuzz/run.sh $(FUZZ_SECONDS) $(TARGETS)

fuzz-smoke: setup-test ## each fuzz target for ten seconds
	fuzz/run.sh 10 $(TARGETS)

.PHONY: fuzz fuzz-smoke
