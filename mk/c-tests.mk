# The tests in C: each program runs plain, under valgrind, and built with the address and undefined behaviour sanitizers.

C_OUT := target/c-tests
C_FLAGS := -std=gnu11 -g -Wall -Wextra -Werror -Iinclude -Ic-tests
C_LIBS := -L$(C_OUT)/debug -leXosip2 -losip2 -losipparser2 -lpthread
C_GROUPS := seed bad_input hostile register
C_PROGRAMS := $(foreach group,$(C_GROUPS),$(patsubst c-tests/%.c,%,$(wildcard c-tests/$(group)/*.c)))

test-c: setup-test c-programs ## the tests in C; MODES=plain for one mode, C_PROGRAMS=seed/a_initial for one test
	c-tests/run.sh $(C_OUT) $(C_PROGRAMS)

c-programs: $(C_OUT)/certificates/ca.pem $(C_PROGRAMS:%=$(C_OUT)/plain/%) $(C_PROGRAMS:%=$(C_OUT)/asan/%)

$(C_OUT)/certificates/ca.pem: c-tests/certificates.sh
	c-tests/certificates.sh $(@D)

$(C_OUT)/plain/%: c-tests/%.c c-tests/support.c $(wildcard c-tests/*.h) | c-libraries
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -o $@ $< c-tests/support.c $(C_LIBS)

$(C_OUT)/asan/%: c-tests/%.c c-tests/support.c $(wildcard c-tests/*.h) | c-libraries
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -fsanitize=address,undefined -fno-sanitize-recover=undefined -o $@ $< c-tests/support.c $(C_LIBS)

test-differential: setup-test c-libraries ## the same programs on Debian's libosipparser2 and on ours
	c-tests/differential.sh $(C_OUT)

test-live: setup-test $(patsubst c-tests/%.c,$(C_OUT)/plain/%,$(wildcard c-tests/live/*.c)) ## against a real registrar, kamailio, on loopback; and in a network that changes
	tests/live.sh $(C_OUT)
	tests/network.sh $(C_OUT)

test-instructions: setup-test c-libraries $(C_OUT)/plain/scale/instructions ## a registration costs the same beside 100 accounts and beside 10,000
	c-tests/instructions.sh $(C_OUT)

# The library under the names that programs look for, and the peers that the tests talk to.
c-libraries:
	$(CARGO) build --quiet --release --lib
	$(CARGO) build --quiet --lib
	$(CARGO) build --quiet --package registrar --package nameserver
	@for profile in release debug; do \
		mkdir -p $(C_OUT)/$$profile; \
		for name in eXosip2 osip2 osipparser2; do \
			ln -sfn ../../$$profile/libeXosip2.so $(C_OUT)/$$profile/lib$$name.so; \
			ln -sfn ../../$$profile/libeXosip2.so $(C_OUT)/$$profile/lib$$name.so.15; \
		done; \
	done

.PHONY: test-c test-instructions test-live test-differential c-programs c-libraries
