# The demonstration: an ordinary C program against the installed headers and library, and a registrar to talk to.

demo: setup-demo ## a C program registers, refreshes, unregisters; REGISTRAR=sip:host USER=u PASSWORD=p: elsewhere
	@scripts/demo.sh '$(REGISTRAR)' '$(demo_user)' '$(PASSWORD)'

# USER stands in every environment; only the command line's counts.
demo_user = $(if $(filter command,$(firstword $(origin USER))),$(USER),alice)

test-demo: setup-test build-debug ## what the demonstration prints
	$(part) tests/demo.sh

.PHONY: demo
