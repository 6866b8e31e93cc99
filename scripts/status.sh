#!/usr/bin/env bash
# How much of the C interface is written: the functions of c-tests/abi/functions.txt that stand in an entry_stub! are not.
set -eu
cd "$(dirname "$0")/.."

stubs() {
	find src/abi -name '*.rs' -exec awk '
		/entry_stub! *[{(]/ { within = 1 }
		within && match($0, /fn +[A-Za-z0-9_]+/) { print substr($0, RSTART + 3, RLENGTH - 3) }
		/^[})]/ { within = 0 }' {} +
}

{
	stubs | sed 's/^ */stub /'
	cat c-tests/abi/functions.txt
} | awk '
	BEGIN { line = "%-58s %5s %5s\n"; printf line, "header", "done", "stub" }
	$1 == "stub" { stub[$2] = 1; next }
	!($1 in done) { done[$1] = unwritten[$1] = 0; order[++headers] = $1 }
	$2 in stub { unwritten[$1]++; all_unwritten++; next }
	{ done[$1]++; all_done++ }
	END {
		for (i = 1; i <= headers; i++) printf line, order[i], done[order[i]], unwritten[order[i]]
		printf line, "total", all_done + 0, all_unwritten + 0
	}'
