# Calls with telephones of others: a command of its own, for linphone brings many packages.

test-peers: setup-peers build-debug ## calls with SIPp's built-in scenarios, baresip and linphone, over UDP and TCP
	$(part) tests/peers.sh $(DEBUG)

.PHONY: test-peers
