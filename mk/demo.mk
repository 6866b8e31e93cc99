# The demonstrations. `demo`: an ordinary C program against the installed headers and library, and a registrar to talk to.

demo: setup-demo ## a C program registers, refreshes, unregisters; REGISTRAR=sip:host USER=u PASSWORD=p: elsewhere
	@scripts/demo.sh '$(REGISTRAR)' '$(demo_user)' '$(PASSWORD)'

demo-gb28181: setup-demo ## a GB28181 camera and a platform talk over UDP and TCP: registration, queries, subscriptions, live and recorded streams
	@scripts/conversation.sh gb28181

demo-call: setup-call ## three softphones: a call is answered, held, transferred and ended, over UDP and TCP; through Kamailio over TLS too
	@scripts/conversation.sh call
	@scripts/conversation.sh relayed

# USER stands in every environment; only the command line's counts.
demo_user = $(if $(filter command,$(firstword $(origin USER))),$(USER),alice)

pictures: setup-demo setup-call ## docs/pictures anew, from what the demonstrations print
	scripts/demo.sh '' alice '' | scripts/picture.py 'make demo' >docs/pictures/demo.svg
	scripts/conversation.sh call | scripts/picture.py 'make demo-call' >docs/pictures/call.svg

test-demo: setup-test build-debug ## what the demonstrations print
	$(part) tests/demo.sh

.PHONY: demo demo-gb28181 demo-call pictures
