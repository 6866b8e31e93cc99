# The C interface: its headers, its symbols, and how much of it is written.

status: ## how many functions of each C header are written, and how many answer OSIP_UNDEFINED_ERROR
	@scripts/status.sh

headers: ## writes include/ from the declarations in src
	$(CARGO) run --quiet --package headers

test-headers: setup-test build-debug ## include/ is what the declarations say
	$(compile) $(CARGO) run --quiet --package headers -- --check

test-interface: setup-test build-release ## the C headers and symbols, of the release build, with gcc and clang, as C and C++
	$(part) c-tests/abi/check.sh $(RELEASE)/libeXosip2.so

.PHONY: status headers
