# The C interface: its headers, its symbols, and how much of it is written.

status: ## how many functions of each C header are written, and how many answer OSIP_UNDEFINED_ERROR
	@scripts/status.sh

headers: ## writes include/ from the declarations in src
	BLESS=1 $(CARGO) test --quiet --test headers

test-interface: setup-test c-libraries ## the C headers and symbols, of the release build, with gcc and clang, as C and C++; the demonstration without sight of members
	c-tests/abi/check.sh $(RELEASE)/libeXosip2.so
	DEMO_CFLAGS=-DEXOSIP_OPAQUE scripts/demo.sh

.PHONY: status headers test-interface
