#!/usr/bin/env bash
# What a registration, a refresh, a MESSAGE, a call and a subscription cost, in instructions and in allocations, with full and with lean events, and the
# heap of a live call and of a registered account, the memory of a context: costs.sh OUT
# Counts c-tests/scale/costs, messages, calls, subscriptions, memory and contexts on the release library, and compares with the tables below: more by `tolerance` fails. A change that costs less
# lowers the table.
set -eu
out=$1
tolerance=3 # percent
export LD_LIBRARY_PATH=$out/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Of the library as `make test` builds it: with the link-time optimisation of what is installed most take 2 to 5 % fewer instructions.
# One refresh of a subscription by the program: SUBSCRIBE, 200, one event. One eXosip_automatic_action beside 5,000 subscriptions.
# One MESSAGE of 200 bytes, with its 200 and one event; a lean program answers one without building the response.
# One call of ours beside 1,100 live ones: INVITE, 180, 200, ACK, BYE, 200, three events. One of the peer's: INVITE,
# 180, 200, ACK, BYE, 200, four events. What peers take is not counted.
# One registration: REGISTER, 401, REGISTER, 200, two events. One refresh: REGISTER, 200, one event. By N = 1,000 accounts.
# Allocations are what malloc is asked for. It depends on how many requests are under way at once how many blocks a thread has kept for the
# next: some differ by a sixth from run to run.
#      mode part         instructions allocations
bounds='full registration 171500        33
        full refresh      101500        15
        lean registration  88600        31
        lean refresh       48000        12
        full message-out   55000         8
        full message-in    58000         6
        lean message-out   40300         6
        lean message-in    27900         6
        full call-out     196000        32
        full call-in      251000        30
        lean call-out     107500        26
        lean call-in      112000        28
        full subscription-refresh 128500 80
        full automatic-action       740    0'
# A call of ours that was answered and acknowledged, over UDP: bytes, with both descriptions, the ACK and the dialog.
live_call=2500

# What a registered account takes of the heap, in bytes, once all that waited has been answered.
memory='full 800
        lean 800'

# What a context with one registered account takes of memory, in bytes: its thread's stack, its tables, its buffers.
context=60000

# fits WHAT BOUND PROGRAM ARGUMENTS...: whether it takes no more than that. What is under way when it is measured adds some: the least of three counts.
fits() {
	local what=$1 bound=$2 least=999999 bytes
	shift 2
	for _ in 1 2 3; do
		"$out/plain/scale/$1" "${@:2}" >"$work/memory" || { cat "$work/memory" >&2; return 1; }
		bytes=$(awk '/^[0-9]+ bytes / { print $1 }' "$work/memory")
		((bytes < least)) && least=$bytes
		((least * 100 <= bound * (100 + tolerance))) && break
	done
	printf '%-25s bytes %d (%d)\n' "$what" "$least" "$bound"
	((least > 0 && least * 100 <= bound * (100 + tolerance))) || { echo "that is more than $tolerance % above its bound (in brackets)" >&2; return 1; }
}

while read -r mode bound; do
	fits "$mode account" "$bound" memory "$mode"
	fits "$mode live call" $live_call calls "$mode"
done <<<"$memory"
fits 'context and one account' "$context" contexts

# The instructions of each part, in all threads, and the allocations: lines of MODE PART INSTRUCTIONS ALLOCATIONS.
count() {
	local program=$1 mode=$2
	shift 2
	LD_LIBRARY_PATH=$out/release "$out/plain/scale/$program" "$mode" >"$work/allocations" || { cat "$work/allocations" >&2; return 1; }
	rm -f "$work"/callgrind.*
	valgrind -q --tool=callgrind --callgrind-out-file="$work/callgrind" --instr-atstart=no "$out/plain/scale/$program" "$mode" \
		>"$work/output" || { cat "$work/output" >&2; return 1; }
	for part; do
		dump=$(grep -l "Client Request: $part" "$work"/callgrind.*)
		echo "$mode $part $(awk '/^totals:/ { print int($2 / 200); exit }' "$dump") $(awk -v part="$part" '$1 == part { print $2 }' "$work/allocations")"
	done
}

# A machine that is busy adds some, by wake-ups and by what is sent again: then it is counted once more, and the least counts.
: >"$work/counted"
for _ in 1 2 3; do
	for mode in full lean; do count costs $mode registration refresh >>"$work/counted"; done
	for mode in full lean; do
		count messages $mode message-out message-in >>"$work/counted"
		count calls $mode call-out call-in >>"$work/counted"
	done
	count subscriptions full subscription-refresh automatic-action >>"$work/counted"
	if awk -v tolerance=$tolerance '
		NR == FNR { instructions[$1 " " $2] = $3; allocations[$1 " " $2] = $4; next }
		{ key = $1 " " $2 }
		!(key in least) || $3 < least[key] { least[key] = $3 }
		!(key in fewest) || $4 < fewest[key] { fewest[key] = $4 }
		END {
			for (key in instructions) {
				printf "%-25s instructions %7d (%7d), allocations %5.1f (%3d)\n", key, least[key], instructions[key], fewest[key], allocations[key]
				if (!(least[key] > 0) || least[key] > instructions[key] * (1 + tolerance / 100))
					failed = 1
				if (!(key in fewest) || fewest[key] > allocations[key] * (1 + tolerance / 100))
					failed = 1
			}
			exit failed
		}' <(echo "$bounds") "$work/counted" >"$work/table"; then
		cat "$work/table"
		exit 0
	fi
done
cat "$work/table"
echo "one of these is more than $tolerance % above its bound (in brackets)" >&2
exit 1
