#!/usr/bin/env bash
# A proxy and a B2BUA on the libosip2 API between SIPp and kamailio, on Debian's libosip2 and on ours: the calls succeed, and what the element
# sends is the same text. run.sh OUT: OUT/release holds our library.
set -u
cd "$(dirname "$0")"
out=$(realpath "$1")/osip2
ours=$(realpath "$1")/release
mkdir -p "$out"
passed=0 failed=0 pids=()
base=$((20000 + RANDOM % 20000))
element_port=$base proxy_port=$((base + 1)) uas_port=$((base + 2)) uac_port=$((base + 3)) control=$((base + 10))
trap 'stop' EXIT

stop() {
	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	pids=()
}

# play ELEMENT SCENARIO LIBRARY_FOLDER RESULT: RESULT.wire is what the element sent; the exit code that of SIPp.
play() {
	local element=$1 scenario=$2 folder=$3 result=$4 code
	local uas=(-sn uas) uac=(-sn uac)
	[[ ! -e scenarios/$scenario-uas.xml ]] || uas=(-sf "scenarios/$scenario-uas.xml")
	[[ ! -e scenarios/$scenario-uac.xml ]] || uac=(-sf "scenarios/$scenario-uac.xml")
	rm -rf "$result.run"
	mkdir -p "$result.run"
	kamailio -DD -E -f peers/kamailio.cfg -l "udp:127.0.0.1:$proxy_port" -A "TARGET_PORT=\"$uas_port\"" -m 16 -M 4 -Y "$result.run" \
		>"$result.kamailio" 2>&1 &
	pids+=($!)
	sipp "${uas[@]}" -i 127.0.0.1 -p "$uas_port" -cp "$control" -nostdin -trace_err -error_file "$result.uas-errors" >"$result.uas" 2>&1 &
	local uas_pid=$!
	pids+=("$uas_pid")
	LD_LIBRARY_PATH=$folder "$out/$element" "$element_port" "$proxy_port" "$result.raw" >"$result.element" 2>&1 &
	local element_pid=$!
	pids+=("$element_pid")
	sleep 1
	sipp "${uac[@]}" "127.0.0.1:$element_port" -i 127.0.0.1 -p "$uac_port" -cp $((control + 1)) -cid_str 'call-%u' -m 3 -r 5 -l 1 -nostdin \
		-timeout 15 -timeout_error -trace_err -error_file "$result.uac-errors" >"$result.uac" 2>&1 &
	local uac_pid=$!
	wait "$uac_pid"
	code=$?
	sleep 0.3
	kill -0 "$element_pid" 2>/dev/null || { echo "the element has ended" >>"$result.uac"; code=9; }
	stop
	# Which port SIPp takes for its media depends on what else runs.
	sed -e "s/$uas_pid/UAS/g; s/$uac_pid/UAC/g; s/^m=audio [0-9]*/m=audio PORT/" "$result.raw" >"$result.wire"
	return $code
}

verdict() {
	if [[ $2 -eq 0 ]]; then
		passed=$((passed + 1))
		echo "ok      osip2     $1"
	else
		failed=$((failed + 1))
		echo "FAILED  osip2     $1"
		tail -25 "$3" | sed 's/^/        /'
	fi
}

for element in proxy b2bua; do
	cc -std=gnu11 -g -Wall -Wextra -Werror "peers/$element.c" -o "$out/$element" -losip2 -losipparser2 || exit 1
	for scenario in call refused; do
		result=$out/$element-$scenario
		play "$element" "$scenario" "" "$result.original"
		verdict "$element, $scenario, on the original" $? "$result.original.uac"
		play "$element" "$scenario" "$ours" "$result.ours"
		verdict "$element, $scenario, on ours" $? "$result.ours.uac"
		diff "$result.original.wire" "$result.ours.wire" >"$result.diff"
		code=$?
		[[ -s $result.ours.wire ]] || code=1
		verdict "$element, $scenario: the same text on the wire" $code "$result.diff"
	done
done
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
