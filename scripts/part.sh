#!/usr/bin/env bash
# Runs one part of `make test` and notes how long it took and how many tests it had: part.sh NAME COMMAND...
# part.sh --failed NAME...: those of these parts that have not passed, or could not start since another one failed.
# part.sh --summary NAME...: a table of these parts, and a closing "N passed, N failed". PARTS: the folder for that; BUFFERED: prints the
# output at the end, in one piece, since other parts run at the same time.
set -u

# The tests of a log: lines of `cargo test`, and lines "N passed, N failed". A part without any is one test, a build none.
count() { # count LOG EXIT_CODE
	awk -v code="$2" -v name="$name" '
		/^test result: / { passed += $4; failed += $6 }
		match($0, /(^|: )[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/) { split(substr($0, RSTART), words, /[^0-9]+/); n = words[1] == "" ? 2 : 1
			passed += words[n]; failed += words[n + 1] }
		END { if (code != 0 && !failed) failed = 1; if (!passed && !failed && name !~ /^build/) passed = 1; print passed + 0, failed + 0 }' "$1"
}

if [[ $1 = --failed ]]; then
	shift
	for name in "$@"; do
		grep -qsE ' 0( run again)?$' "$PARTS/$name.result" || echo "$name"
	done
	exit
fi

if [[ $1 = --summary ]]; then
	shift
	for name in "$@"; do
		cat "$PARTS/$name.result" 2>/dev/null || echo "$name 0 0 0 1 not run"
	done | sort -k3,3nr | awk '
		BEGIN { printf "\n%-20s %9s %12s %8s %8s\n", "part", "seconds", "of processor", "passed", "failed" }
		{ printf "%-20s %9.0f %12.0f %8d %8d  %s %s\n", $1, $2, $3, $4, $5, $6, $7; processor += $3; passed += $4; failed += $5 }
		END { printf "%-20s %9s %12.0f\n%d passed, %d failed\n", "all", "", processor, passed, failed; exit failed > 0 || passed == 0 }'
	exit
fi

name=$1
shift
# Cargo and make start as many jobs as they do alone, whatever make runs the parts.
MAKEFLAGS=$(sed -E 's/ ?-j[0-9]*( |$)/\1/; s/ ?--jobserver-(auth|fds)=[^ ]*//' <<<"${MAKEFLAGS:-}")
unset MFLAGS
mkdir -p "$PARTS"
log=$PARTS/$name.log
again=$(grep -s ' [1-9][0-9]*$' "$PARTS/$name.result" >/dev/null && echo ' run again')
TIMEFORMAT='%R %U %S'
if [[ -n ${BUFFERED:-} ]]; then
	echo "... $name"
	{ time "$@" >"$log" 2>&1 </dev/null; } 2>"$PARTS/$name.time"
	code=$?
	{ echo "=== $name"; cat "$log"; } | cat
else
	{ time "$@" > >(tee "$log") 2>&1; } 2>"$PARTS/$name.time"
	code=$?
fi
# A build that has passed is there when something runs once more: its time is that of the first run.
[[ -z ${BUFFERED:-} ]] || ! grep -qsE ' 0( run again)?$' "$PARTS/$name.result" || exit $code
read -r seconds user system < <(tail -1 "$PARTS/$name.time")
echo "$name $seconds $(awk "BEGIN { print ${user:-0} + ${system:-0} }") $(count "$log" $code)$again" >"$PARTS/$name.result"
exit $code
