# Other processors and systems.

test-platforms: setup-platforms build-debug ## the library for ARM, 32 bits, musl, Android, the BSDs and macOS: compiled, and run where qemu can
	$(part) scripts/platforms.sh

.PHONY: test-platforms
