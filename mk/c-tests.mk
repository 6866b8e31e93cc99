# The tests in C: each program runs plain, and built with the address and undefined behaviour sanitizers; some under valgrind.
# A new folder of c-tests is a new group of programs; those that are run in another manner are named here.

C_OUT := $(TARGET)/c-tests
C_FLAGS := -std=gnu11 -g -Wall -Wextra -Werror -Iinclude -Ic-tests
C_LIBS := -L$(C_OUT)/debug -leXosip2 -losip2 -losipparser2 -lpthread
C_GROUPS := seed bad_input hostile register messages calls subscriptions osip2
C_PROGRAMS := $(foreach group,$(C_GROUPS),$(patsubst c-tests/%.c,%,$(wildcard c-tests/$(group)/*.c)))
C_LIVE := $(patsubst c-tests/%.c,$(C_OUT)/plain/%,$(wildcard c-tests/live/*.c))
export PEERS := $(DEBUG)

test-c: setup-test c-programs ## the tests in C; C_PROGRAMS=seed/a_initial for one test, MODES="debug asan" for modes without the release build
	$(part) c-tests/run.sh $(C_OUT) $(C_PROGRAMS)

c-programs: $(C_OUT)/certificates/ca.pem $(C_PROGRAMS:%=$(C_OUT)/plain/%) $(C_PROGRAMS:%=$(C_OUT)/asan/%)

$(C_OUT)/certificates/ca.pem: c-tests/certificates.sh
	c-tests/certificates.sh $(@D)

$(C_OUT)/plain/%: c-tests/%.c c-tests/support.c $(wildcard c-tests/*.h) | c-libraries
	@mkdir -p $(@D)
	@$(CC) $(C_FLAGS) -o $@ $< c-tests/support.c $(C_LIBS)

$(C_OUT)/asan/%: c-tests/%.c c-tests/support.c $(wildcard c-tests/*.h) | c-libraries
	@mkdir -p $(@D)
	@$(CC) $(C_FLAGS) -fsanitize=address,undefined -fno-sanitize-recover=undefined -o $@ $< c-tests/support.c $(C_LIBS)

test-differential: setup-test c-libraries ## the same programs on Debian's libosipparser2 and on ours
	$(part) c-tests/differential.sh $(C_OUT)

test-live: setup-test c-libraries $(C_LIVE) $(C_OUT)/certificates/ca.pem ## against a real registrar, kamailio, on loopback
	$(part) tests/live.sh $(C_OUT)

test-elements: setup-test c-libraries ## a proxy and a B2BUA on libosip2 between SIPp and kamailio, on the original and on ours; scenarios of SIPp against the softphone
	$(part) sh -c 'c-tests/osip2/run.sh $(C_OUT) && tests/sipp.sh $(DEBUG)'

test-network: setup-test c-libraries $(C_LIVE) ## in a network that changes
	$(part) tests/network.sh $(C_OUT)

test-outage: setup-test c-libraries $(C_LIVE) ## 5,000 accounts whose registrar is gone for a minute
	$(part) env LD_LIBRARY_PATH=$(C_OUT)/release $(C_OUT)/plain/live/outage 60

test-instructions: setup-test c-libraries $(C_OUT)/plain/scale/instructions $(C_OUT)/plain/scale/calls $(C_OUT)/plain/scale/costs $(C_OUT)/plain/scale/messages $(C_OUT)/plain/scale/subscriptions $(C_OUT)/plain/scale/memory $(C_OUT)/plain/scale/contexts ## what a registration, a call and a subscription cost: the same beside few others and beside many; a registration, a registered account, a message and a subscription no more than before
	$(part) sh -c 'c-tests/instructions.sh $(C_OUT) && c-tests/costs.sh $(C_OUT)'

# The library under the names that programs look for, and the peers that the tests talk to.
c-libraries: build-debug $(if $(filter-out debug asan threads,$(or $(MODES),plain)),build-release)
	@for folder in $(RELEASE) $(DEBUG); do \
		links=$(C_OUT)/$${folder##*/}; \
		mkdir -p $$links; \
		for name in eXosip2 osip2 osipparser2; do \
			ln -sfn $$folder/libeXosip2.so $$links/lib$$name.so; \
			ln -sfn $$folder/libeXosip2.so $$links/lib$$name.so.15; \
		done; \
	done

.PHONY: c-programs c-libraries
