#!/usr/bin/env bash
# Whether the demonstration shows what it promises: `make demo` itself, and its program with every osip record hidden, with a wrong password,
# beside other bindings of the user, and where no registrar answers.
set -u
cd "$(dirname "$0")/.."
. tests/common/checks.sh demo

# expect NAME WANTED CODE COMMAND...: the results that the command prints, in order, and its exit code.
expect() {
	local name=$1 wanted=$2 wanted_code=$3 output code
	shift 3
	output=$("$@" 2>&1)
	code=$?
	echo "$output" >"$folder/output"
	[[ $code -eq $wanted_code && $(grep -xE '[a-z]+|not registered: [0-9]+' <<<"$output" | xargs) = "$wanted" ]]
	verdict "$name (exit code $code)" $?
}

# shows TEXT...: each stands in what was printed last.
shows() {
	for text in "$@"; do
		grep -qF "$text" "$folder/output"
		verdict "shows: $text" $?
	done
}

library "$folder/lib"
cc -Wall -Wextra -Werror -DEXOSIP_OPAQUE -Iinclude examples/register.c -o "$folder/register" "$debug/libeXosip2.so" || exit 1
run() { LD_LIBRARY_PATH=$folder/lib timeout 300 "$folder/register" "$@"; }

run sip:127.0.0.1:9 alice secret >"$folder/silence" 2>&1 & # waits while the others run
silence=$!
expect 'make demo: registers, refreshes, unregisters' 'registered refreshed unregistered' 0 scripts/demo.sh
shows 'agreed, for 3600 s' 'agreed, no longer registered here'
registrar --password wonderland
expect 'with EXOSIP_OPAQUE' 'registered refreshed unregistered' 0 run "sip:127.0.0.1:$port" alice wonderland
expect 'a wrong password' 'not registered: 401' 1 run "sip:127.0.0.1:$port" alice secret
# Another device of the user, which its program has left registered.
registrar --algorithm none
request="REGISTER sip:127.0.0.1:$port SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKother\r\nFrom: <sip:alice@127.0.0.1:$port>;tag=o\r\n"
request+="To: <sip:alice@127.0.0.1:$port>\r\nCall-ID: other\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\nContact: <sip:alice@192.0.2.7>;expires=1336\r\n"
request+="Content-Length: 0\r\n\r\n"
# shellcheck disable=SC2059 # the line breaks
printf "$request" >"$folder/request"
cat "$folder/request" >"/dev/udp/127.0.0.1/$port" # in one piece
expect 'beside another binding of the user' 'registered refreshed unregistered' 0 run "sip:127.0.0.1:$port" alice wonderland
shows 'agreed, for 3600 s (1 other binding of alice)' 'agreed, no longer registered here (1 other binding of alice)'
# A thousand accounts, whose events are read by functions.
cc -Wall -Wextra -Werror -DEXOSIP_OPAQUE -Iinclude examples/gateway.c -o "$folder/gateway" "$debug/libeXosip2.so" || exit 1
gateway() { LD_LIBRARY_PATH=$folder/lib timeout 300 "$folder/gateway" "$@"; }
registrar --password wonderland --log "$folder/registrar.log"
expect 'a gateway' 'complete' 0 gateway "sip:127.0.0.1:$port" wonderland 1000
shows '1000 of 1000 accounts are registered'
expect 'a gateway with a wrong password' '' 1 gateway "sip:127.0.0.1:$port" secret 2 10
shows '0 of 2 accounts are registered' 'the login for realm'
# The conversations of examples, which check what they hear.
conversation() { BUILT=$debug scripts/conversation.sh "$1" 2>&1 | sed 's/$/ /'; return "${PIPESTATUS[0]}"; }
expect 'make demo-gb28181' '' 0 conversation gb28181
shows 'complete: GB28181 over UDP' 'complete: GB28181 over TCP' 'Catalog response, 60000 bytes'
expect 'make demo-call' '' 0 conversation call
shows 'complete: Calls over UDP' 'complete: Calls over TCP' 'complete: An attended transfer over '{UDP,TCP}
expect 'softphones through Kamailio' '' 0 conversation relayed
shows 'complete: Calls through Kamailio over '{UDP,TCP,TLS}
wait $silence
code=$?
finish() { cat "$folder/silence"; return $code; }
expect 'no registrar answers' 'not registered: 0' 1 finish
summary
