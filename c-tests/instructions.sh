#!/usr/bin/env bash
# Whether a registration, a call or a subscription costs the same beside few others and beside many: instructions.sh OUT
# Counts the instructions of c-tests/scale/instructions, calls and subscriptions on the release library. A linear scan would show.
set -eu
out=$1
# In percent. Beside a hundred times as many, larger heaps and tables take some; a scan would take several times as much.
tolerance=15
export LD_LIBRARY_PATH=$out/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count PROGRAM N: the instructions that its measured part took beside N others, in all threads.
count() {
	valgrind -q --tool=callgrind --callgrind-out-file="$work/$2" --instr-atstart=no "$out/plain/scale/$1" "$2" \
		>"$work/$2.txt" || { cat "$work/$2.txt" >&2; return 1; }
	awk '/^totals:/ { print $2 }' "$work/$2"
}

# same PROGRAM WHAT FEW MANY: a machine that is busy adds some, by what is sent again: then it is counted once more.
same() {
	local least most
	for _ in 1 2 3; do
		least=$(count "$1" "$3")
		most=$(count "$1" "$4")
		awk -v least="$least" -v most="$most" -v few="$3" -v many="$4" -v tolerance=$tolerance -v what="$2" 'BEGIN {
			printf "instructions for 200 %s: %d beside %d, %d beside %d: %+.1f %%\n", what, least, few, most, many, (most / least - 1) * 100
			exit !(least > 0 && most <= least * (1 + tolerance / 100))
		}' && return
	done
	return 1
}

same instructions 'registrations and refreshes' 100 10000
same calls 'calls out' 100 3000
same subscriptions 'refreshes of subscriptions and automatic actions' 100 5000
