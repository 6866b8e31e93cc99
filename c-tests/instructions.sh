#!/usr/bin/env bash
# Whether a registration costs the same beside few others and beside many: instructions.sh OUT
# Counts the instructions of c-tests/scale/instructions on the release library. A linear scan would show.
set -eu
out=$1
few=100 many=10000 tolerance=10 # percent
export LD_LIBRARY_PATH=$out/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The instructions that its measured part took beside N accounts, in all threads.
count() {
	valgrind -q --tool=callgrind --callgrind-out-file="$work/$1" --instr-atstart=no "$out/plain/scale/instructions" "$1" \
		>"$work/$1.txt" || { cat "$work/$1.txt" >&2; return 1; }
	awk '/^totals:/ { print $2 }' "$work/$1"
}

# A machine that is busy adds some, by what is sent again: then it is counted once more.
for _ in 1 2 3; do
	least=$(count $few)
	most=$(count $many)
	awk -v least="$least" -v most="$most" -v few=$few -v many=$many -v tolerance=$tolerance 'BEGIN {
		printf "instructions for 200 registrations and refreshes: %d beside %d accounts, %d beside %d: %+.1f %%\n",
			least, few, most, many, (most / least - 1) * 100
		exit !(least > 0 && most <= least * (1 + tolerance / 100))
	}' && exit
done
exit 1
