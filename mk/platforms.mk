# Other processors and systems.

test-targets: setup-test build-debug ## the library runs on ARM by qemu; it compiles for 32 bits, musl, Android, the BSDs and macOS, and with the oldest Rust that is promised
	$(compile) scripts/targets.sh

test-platforms: setup-platforms build-debug $(C_OUT)/certificates/ca.pem $(patsubst c-tests/%.c,$(C_OUT)/plain/%,$(wildcard c-tests/register/*.c)) ## the library on ARM, 32 bits and musl, by qemu; registrations by what other systems than Linux have
	$(part) scripts/platforms.sh $(C_OUT)

.PHONY: test-platforms
