#!/usr/bin/env bash
# Calls at scale: run.sh FOLDER-OF-THE-RELEASE-LIBRARY OUT. Prints the table and writes it to OUT/calls.md; each line is the median of three
# runs (RUNS=1 for one). SIPp and sofia-sip stand beside ours where they are installed.
set -eu
cd "$(dirname "$0")/../.."
built=$(realpath "$1") out=$2 runs=${RUNS:-3} calls=${CALLS:-10000}
folder=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; rm -rf "$folder"' EXIT
mkdir -p "$out"
for name in eXosip2 osip2 osipparser2; do ln -s "$built/libeXosip2.so" "$folder/lib$name.so.15"; done
cc -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude -o "$folder/calls" benches/calls/calls.c "$built/libeXosip2.so" -lpthread

# median COMMAND...: of its lines, by the first number.
median() {
	for ((i = 0; i < runs; i++)); do "$@"; done | sort -n | sed -n "$(((runs + 1) / 2))p"
}
ours() { LD_LIBRARY_PATH=$folder "$folder/calls" "$@"; }

# with_peer COMMAND...: runs it beside the peer alone, whose port is $port.
with_peer() {
	: >"$folder/port"
	LD_LIBRARY_PATH=$folder "$folder/calls" peer 0 >"$folder/port" &
	local peer=$!
	until [[ -s $folder/port ]]; do sleep 0.05; done
	port=$(<"$folder/port")
	"$@"
	kill $peer
}
sipp_calls() {
	local cpu TIMEFORMAT="%U %S"
	cpu=$( { time timeout 120 sipp -sn uac -m "$calls" -l 20 -r 20000 -i 127.0.0.1 -nostdin "127.0.0.1:$port" >/dev/null 2>&1 </dev/null; } 2>&1)
	awk -v calls="$calls" '{ printf "%.1f\n", ($1 + $2) / calls * 1e6 }' <<<"$cpu"
}
sofia_calls() {
	timeout 120 "$folder/sofia-sip" "$calls" "$port" |
		sed -E 's/.*"per_second":([0-9]*).*"cpu_us":([0-9]*\.[0-9]).*/\2 \1/'
}

busy=$(awk '$1 > 1 { print " The machine was busy with other work." }' /proc/loadavg)
least=$(median ours least 0 "$calls")
least_in=$(median ours in-least 0 "$calls")
# times CPU LEAST
times() { awk -v it="$1" -v least="${2%% *}" 'BEGIN { printf "%.1f", it / least }'; }
{
	echo "Measured $(date +%F), $calls calls a line, $([[ $runs = 1 ]] && echo once || echo "the medians of $runs runs").$busy"
	echo
	echo '| | calls that stay | CPU us a call | times the least client | calls/s | datagrams a call, out and in |'
	echo '|---|---|---|---|---|---|'
	read -r cpu rate sent received <<<"$least"
	echo "| the least client | 0 | $cpu | 1 | $rate | $sent, $received |"
	for mode in full lean one; do
		for alive in 100 5000; do
			read -r cpu rate sent received <<<"$(median ours "$mode" $alive "$calls")"
			title="$mode events"
			[[ $mode != one ]] || title='full events, one call at a time'
			echo "| $title | $alive | $cpu | $(times "$cpu" "$least") | $rate | $sent, $received |"
		done
	done
	read -r cpu rate <<<"$least_in"
	echo "| calls in, the least that answers | 0 | $cpu | 1 | $rate | |"
	for mode in in in-lean; do
		for alive in 100 5000; do
			read -r cpu rate <<<"$(median ours "$mode" $alive "$calls")"
			title='calls in, full events'
			[[ $mode == in ]] || title='calls in, lean events'
			echo "| $title | $alive | $cpu | $(times "$cpu" "$least_in") | $rate | |"
		done
	done
	if command -v sipp >/dev/null; then
		cpu=$(median with_peer sipp_calls)
		echo "| SIPp | 0 | $cpu | $(times "$cpu" "$least") | | |"
	fi
	if version=$(pkg-config --modversion sofia-sip-ua 2>/dev/null); then
		# shellcheck disable=SC2046 # several words
		cc -O2 -o "$folder/sofia-sip" benches/calls/sofia-sip.c $(pkg-config --cflags --libs sofia-sip-ua)
		read -r cpu rate <<<"$(median with_peer sofia_calls)"
		echo "| sofia-sip $version | 0 | $cpu | $(times "$cpu" "$least") | $rate | |"
	else
		echo '| sofia-sip: not installed | | | | | |'
	fi
	pkg-config --exists libpjproject 2>/dev/null || echo '| pjsip: not installed | | | | | |'
	echo
	echo "A program that polls every 50 ms beside 5,000 calls takes $(median ours idle 5000 5) % of a processor."
} | tee "$out/calls.md"
