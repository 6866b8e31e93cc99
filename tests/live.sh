#!/usr/bin/env bash
# Live tests: live.sh OUT. A real registrar (kamailio, tests/registrar) on loopback and c-tests/live/register on the
# release library. Judged by the events that the program printed and by what the registrar wrote into its log.
set -u
cd "$(dirname "$0")/.."
out=$(realpath "$1")
program=$out/plain/live/register
passed=0 failed=0 work='' port=''
trap 'stop; rm -rf "$out/live"' EXIT
export LD_LIBRARY_PATH=$out/release

# start OPTIONS...: a registrar of its own for the next tests, on ports that are free.
start() {
	stop
	work=$out/live/$RANDOM
	mkdir -p "$work"
	for ((attempt = 0; attempt < 10; attempt++)); do
		port=$((20000 + RANDOM % 20000))
		tests/registrar/start.sh -p "$port" "$@" "$work" >"$work/start.txt" 2>&1 && return
	done
	cat "$work/start.txt" >&2
	echo "the registrar does not start" >&2
	exit 1
}

stop() { [[ -z $work ]] || tests/registrar/stop.sh "$work"; work=; }

# expect NAME EVENTS LOG... -- URI USER EXPIRES PAUSE [CA]: the program has to print EVENTS and the log to show each LOG (an extended regular expression).
expect() {
	local name=$1 events=$2 seen=() why=''
	shift 2
	while [[ $1 != -- ]]; do seen+=("$1"); shift; done
	shift
	local uri=$1 user=$2 expires=$3 pause=$4
	shift 4
	local password printed
	password=$(awk -v user="$user" '$1 == user { print $2 }' tests/registrar/users.txt)
	printed=$(timeout 120 "$program" "$uri" "$user" "$password" "$expires" "$pause" "$@" | tail -1)
	[[ $printed = "$events" ]] || why="events:$printed"
	for pattern in "${seen[@]}"; do
		grep -qE "$pattern" "$work/registrar.log" || why+=" not in the log: $pattern"
	done
	if [[ -z $why ]]; then
		passed=$((passed + 1))
		echo "ok      live       $name"
	else
		failed=$((failed + 1))
		echo "FAILED  live       $name: $why"
		sed 's/^/        /' "$work/registrar.log" | tail -20
	fi
}

usual=" 401 200 | 200 | 200 |"
leaves='accepted user=alice .* expires=0 '

start -a md5
expect "MD5" "$usual" 'challenged user=alice proto=udp cseq=1' 'accepted user=alice .*cseq=2 .*expires=3600 alg=MD5' "$leaves" -- \
	"sip:127.0.0.1:$port" alice 3600 0
expect "a password of 64 characters" "$usual" 'accepted user=erin .*cseq=2' -- "sip:127.0.0.1:$port" erin 3600 0
expect "a password with : @ and %" "$usual" 'accepted user=dave .*cseq=2' -- "sip:127.0.0.1:$port" dave 3600 0
expect "a user of 20 digits" "$usual" 'accepted user=34020000001320000001 .*cseq=2' -- "sip:127.0.0.1:$port" 34020000001320000001 3600 0
expect "TCP" "$usual" 'accepted user=alice proto=tcp cseq=2' 'accepted user=alice proto=tcp .*expires=0 ' -- "sip:127.0.0.1:$port;transport=tcp" alice 3600 0
expect "TLS" "$usual" 'accepted user=alice proto=tls cseq=2' 'accepted user=alice proto=tls .*expires=0 ' -- \
	"sip:localhost:$((port + 1));transport=tls" alice 3600 0 "$work/ca.pem"
export MASQUERADE=192.0.2.99
expect "a Contact is corrected by one REGISTER" " 401 200 | 200 | 200 | 200 |" 'accepted user=alice .*cseq=2 contact=<sip:alice@192.0.2.99:5099' \
	'accepted user=alice .*cseq=3 contact=<sip:alice@127.0.0.1:' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 0
unset MASQUERADE
start -a sha256
expect "SHA-256" "$usual" 'accepted user=alice .*alg=SHA-256' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 0
start -a both
expect "SHA-256 and MD5 offered" "$usual" 'accepted user=alice .*alg=SHA-256' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 0
start -a none
expect "no digest" " 200 | 200 | 200 |" 'accepted user=alice .*cseq=1' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 0
start -q none
expect "no qop" "$usual" 'accepted user=alice .*cseq=2' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 0
start -e 5
expect "a stale nonce" " 401 200 | 401 200 | 200 |" 'bad-credentials user=alice .*why=-4' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 7
start -m 600
expect "423" " 401 423 200 | 423 200 | 200 |" 'too-brief user=alice asked=60' 'accepted user=alice .*expires=600' "$leaves" -- \
	"sip:127.0.0.1:$port" alice 60 0
start -C
expect "407" " 407 200 | 200 | 200 |" 'accepted user=alice .*cseq=2 .*alg=MD5' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 0
start -C -a both
expect "407 with two algorithms" " 407 200 | 200 | 200 |" 'accepted user=alice .*alg=SHA-256' "$leaves" -- "sip:127.0.0.1:$port" alice 3600 0
# A machine may have no IPv6.
if grep -q '^0*1 .* lo$' /proc/net/if_inet6 2>/dev/null; then
	start -l '[::1]'
	expect "IPv6" "$usual" 'accepted user=alice proto=udp cseq=2 contact=<sip:alice@\[::1\]:[0-9]+' "$leaves" -- "sip:[::1]:$port" alice 3600 0
	expect "IPv6 over TCP" "$usual" 'accepted user=alice proto=tcp cseq=2 contact=<sip:alice@\[::1\]:[0-9]+' -- "sip:[::1]:$port;transport=tcp" alice 3600 0
else
	echo "skipped live       IPv6: there is none here"
fi

echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
