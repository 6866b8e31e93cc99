#!/usr/bin/env bash
# Calls between examples/softphone and SIPp, on loopback: with the scenarios in tests/sipp, directly and through Kamailio, and with SIPp's
# built-in scenarios uac, uas, regexp and 3pcc: sipp.sh FOLDER-OF-THE-LIBRARY
# One line a call, and a closing "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
PEERS=${1:-target/debug}
. tests/common/phones.sh sipp test sipp kamailio

# The scenario of a file, or one that SIPp has itself.
scenario() { if [[ -e tests/sipp/$1.xml ]]; then echo "-sf tests/sipp/$1.xml"; else echo "-sn $1"; fi; }

from_sipp() {
	softphone bob "$2" wait-call wait-end
	# shellcheck disable=SC2046 # two words
	sipp_at sipp "$2" $(scenario "$1") "$own"
	finish "SIPp calls, $1, ${2^^}" sipp bob
}

# to_sipp SCENARIO TRANSPORT COMMAND...: what the softphone does once it is connected.
to_sipp() {
	# shellcheck disable=SC2046
	sipp_at sipp "$2" $(scenario "$1")
	wait_for is_bound
	softphone alice "$2" call "sip:service@127.0.0.1:$port;transport=$2" "${@:3}"
	finish "SIPp is called, $1, ${2^^}" sipp alice
}

through_kamailio() {
	local domain=example.test
	softphone bob "$1" register "sip:127.0.0.1:$proxy;transport=$1" "$(password bob)" wait-call wait-end
	sipp_at sipp "$1" -sf tests/sipp/proxied.xml "127.0.0.1:$proxy"
	finish "SIPp calls through Kamailio, proxied, ${1^^}" sipp bob
}

third_party_control() {
	softphone ann udp wait-call wait-end
	local ann=$own link
	softphone bob udp wait-call wait-end
	link=127.0.0.1:$((port += 10))
	sipp_at second udp -sn 3pcc-C-B -3pcc "$link" "$own"
	wait_for is_bound
	sipp_at first udp -sn 3pcc-C-A -3pcc "$link" "$ann"
	finish 'SIPp connects two calls, 3pcc' first second ann bob
}

kamailio
for transport in udp tcp; do
	through_kamailio $transport
	from_sipp uac $transport
	to_sipp uas $transport hangup
	from_sipp in-dialog $transport
	from_sipp odd-form $transport
	to_sipp forks $transport wait-end
	to_sipp moved $transport hangup
done
# Over UDP alone: SIPp takes the repetition of a 2xx for another message where the transport is reliable.
from_sipp late-ack udp
to_sipp early udp expect 491 hold wait-end
from_sipp regexp udp
third_party_control
summary
