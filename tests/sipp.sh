#!/usr/bin/env bash
# Calls between examples/softphone and SIPp with the scenarios in tests/sipp, on loopback, directly and through Kamailio: sipp.sh FOLDER-OF-THE-LIBRARY
# One line a call, and a closing "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
built=${1:-target/debug}
for tool in sipp kamailio; do
	command -v $tool >/dev/null || { echo "$tool is missing: scripts/setup.sh test installs it" >&2; exit 1; }
done
folder=$(mktemp -d)
trap '[[ ! -e $folder/kamailio/registrar.pid ]] || tests/registrar/stop.sh "$folder/kamailio" >/dev/null; jobs -p | xargs -r kill 2>/dev/null; rm -rf "$folder"' EXIT
for name in eXosip2 osip2 osipparser2; do ln -s "$(realpath "$built/libeXosip2.so")" "$folder/lib$name.so.15"; done
cc -Wall -Wextra -Werror -Iinclude examples/softphone.c -o "$folder/softphone" "$built/libeXosip2.so" || exit 1
port=$((20000 + RANDOM % 10000)) # below those that the system gives away
passed=0 failed=0

# Ours, at the next port, in the background with its output in a log.
softphone() {
	own=127.0.0.1:$((port += 10))
	LD_LIBRARY_PATH=$folder timeout 120 "$folder/softphone" bob "$1" "${own#*:}" "${domain:-$own}" "${@:2}" >"$folder/ours.log" 2>&1 </dev/null &
	ours=$!
}

# One call of SIPp, from the next port.
sipp_at() {
	local mode=u1
	[[ $2 = udp ]] || mode=t1
	((port += 10))
	timeout 120 sipp -sf "tests/sipp/$1.xml" -t $mode -m 1 -i 127.0.0.1 -p $port -nostdin -timeout 60 -trace_err -error_file "$folder/errors" \
		"${@:3}" >"$folder/sipp.log" 2>&1 </dev/null &
	sipp=$!
}

finish() {
	local ended=0
	wait "$sipp" || ended=1
	wait "$ours" || ended=1
	if [[ $ended -eq 0 ]]; then
		passed=$((passed + 1))
		echo "ok      sipp      $1"
	else
		failed=$((failed + 1))
		echo "FAILED  sipp      $1"
		tail -n 40 "$folder/ours.log" "$folder/errors" 2>/dev/null
	fi
	rm -f "$folder/errors"
}

wait_for() {
	local tries=0
	until "$@" || ((++tries > 400)); do sleep 0.05; done
}

is_ready() { grep -q ready "$folder/ours.log"; }
is_bound() { grep -q ":$(printf %04X "$port") " /proc/net/udp /proc/net/tcp; }

from_sipp() {
	softphone "$2" wait-call wait-end
	wait_for is_ready
	sipp_at "$1" "$2" "$own"
	finish "SIPp calls, $1, ${2^^}"
}

to_sipp() {
	sipp_at "$1" "$2"
	wait_for is_bound
	softphone "$2" call "sip:service@127.0.0.1:$port;transport=$2" wait-end
	finish "SIPp is called, $1, ${2^^}"
}

through_kamailio() {
	domain=example.test softphone "$1" register "sip:127.0.0.1:$proxy;transport=$1" "$(awk '$1 == "bob" { print $2 }' tests/registrar/users.txt)" wait-call wait-end
	wait_for is_ready
	sipp_at proxied "$1" "127.0.0.1:$proxy"
	finish "SIPp calls through Kamailio, proxied, ${1^^}"
}

tries=0
until tests/registrar/start.sh -p $((port += 10)) "$folder/kamailio" >"$folder/start.txt" 2>&1; do
	((++tries < 10)) || { cat "$folder/start.txt" >&2; exit 1; }
done
proxy=$port
for transport in udp tcp; do
	through_kamailio $transport
	from_sipp in-dialog $transport
	from_sipp odd-form $transport
	to_sipp forks $transport
done
# Over UDP alone: SIPp takes the repetition of a 2xx for another message where the transport is reliable.
from_sipp late-ack udp
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
