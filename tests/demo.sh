#!/usr/bin/env bash
# Whether the demonstration shows what it promises: as it is, with every osip record hidden from the program, with a wrong password, and where
# nobody answers.
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0

# expect NAME WANTED CODE COMMAND...: the results that the command prints, in order, and its exit code.
expect() {
	local name=$1 wanted=$2 wanted_code=$3 output code
	shift 3
	output=$("$@" 2>&1)
	code=$?
	if [[ $code -eq $wanted_code && $(grep -xE '[a-z]+|not registered: [0-9]+' <<<"$output" | xargs) = "$wanted" ]]; then
		passed=$((passed + 1))
		echo "ok      demo       $name"
	else
		failed=$((failed + 1))
		printf 'FAILED  demo       %s (exit code %s)\n%s\n' "$name" $code "$output"
	fi
}

expect "registers, refreshes, unregisters" "registered refreshed unregistered" 0 scripts/demo.sh
expect "the same with EXOSIP_OPAQUE" "registered refreshed unregistered" 0 env DEMO_CFLAGS=-DEXOSIP_OPAQUE scripts/demo.sh

coproc target/release/registrar --password wonderland
read -r _ port <&"${COPROC[0]}"
expect "a wrong password" "not registered: 401" 1 timeout 300 scripts/demo.sh "sip:127.0.0.1:$port" alice secret
kill "$COPROC_PID"
expect "nobody answers" "not registered: 0" 1 timeout 300 scripts/demo.sh sip:127.0.0.1:9 alice secret
echo "demonstrations: $passed passed, $failed failed"
[[ $failed -eq 0 ]]
