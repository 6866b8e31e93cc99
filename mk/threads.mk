# Data races: tests in C under ThreadSanitizer. The library and Rust's standard library are built with it, in a folder of their own, by nightly
# switches of the stable compiler. The reports have the stacks of ThreadSanitizer, not those of Rust: what reads debug information is left out.

THREADS_OUT := $(TARGET)/threads
THREADS_PROGRAMS := register/threads register/transports register/names register/callback register/event_socket osip2/threads differential/two_threads
# That of Rust: an older C compiler's does not know all that Rust asks of it.
THREADS_RUNTIME = $(shell rustc --print sysroot)/lib/rustlib/$(HOST)/lib/librustc*_rt.tsan.a
HAS_STD_SOURCE := $(wildcard $(shell rustc --print sysroot)/lib/rustlib/src/rust/library)
THREADS_FLAGS := RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=thread

test-threads: setup-test $(if $(HAS_STD_SOURCE),$(C_OUT)/certificates/ca.pem $(THREADS_PROGRAMS:%=$(C_OUT)/threads/%)) ## several threads on one context, several contexts at once, under ThreadSanitizer
	$(if $(HAS_STD_SOURCE),$(part) env MODES=threads c-tests/run.sh $(C_OUT) $(THREADS_PROGRAMS),@echo \
		"skipped: ThreadSanitizer needs the sources of the standard library (rustup component add rust-src)")

build-threads: setup-test
	$(compile) env $(THREADS_FLAGS) $(CARGO) rustc --quiet --profile threads --lib --crate-type cdylib -Zbuild-std -Zbuild-std-features=panic-unwind --target $(HOST) --target-dir $(THREADS_OUT)

threads-library: build-threads build-debug
	@mkdir -p $(C_OUT)/threads/lib
	@for name in eXosip2 osip2 osipparser2; do \
		ln -sfn $(THREADS_OUT)/$(HOST)/threads/libeXosip2.so $(C_OUT)/threads/lib/lib$$name.so; \
		ln -sfn $(THREADS_OUT)/$(HOST)/threads/libeXosip2.so $(C_OUT)/threads/lib/lib$$name.so.15; \
	done

$(C_OUT)/threads/%.o: c-tests/%.c c-tests/support.h
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -fsanitize=thread -c -o $@ $<

$(C_OUT)/threads/%: $(C_OUT)/threads/%.o $(C_OUT)/threads/support.o | threads-library
	$(CC) -rdynamic -o $@ $^ -Wl,--whole-archive $(wildcard $(THREADS_RUNTIME)) -Wl,--no-whole-archive \
		-L$(C_OUT)/threads/lib -leXosip2 -losip2 -losipparser2 -lpthread -ldl -lrt -lm

.PRECIOUS: $(C_OUT)/threads/%.o
.PHONY: threads-library build-threads
