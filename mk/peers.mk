# Calls with telephones of others: a command of its own, for linphone brings many packages.

test-peers: setup-peers build-debug ## calls with baresip and linphone over UDP, TCP and TLS, directly and through Kamailio; PHONE="baresip, through Kamailio, TLS" for a part
	$(part) tests/peers.sh $(DEBUG) "$(PHONE)"

.PHONY: test-peers
