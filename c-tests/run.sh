#!/usr/bin/env bash
# Runs the tests in C: run.sh OUT NAME...
# OUT holds what mk/c-tests.mk built. Each test runs plain on the release library, and built with the address and undefined behaviour
# sanitizers on the debug library, whose arithmetic is checked. Those that hand invalid values in, that count memory or let allocations fail
# run under valgrind too, which sees the accesses inside the library. One line a run, the output of those that fail, and a closing
# "N passed, N failed". MODES: some of plain, debug (plain on the debug library), asan, valgrind, threads, for all of the tests; JOBS: how
# many at once.
set -u
out=$1
shift
limit=${LIMIT:-600} # seconds; valgrind and ThreadSanitizer have three times that

# The modes of a test.
modes_of() {
	case ${MODES:-} in
	?*) echo "$MODES" ;;
	*) case $1 in
		seed/* | bad_input/* | osip2/* | */memory | */out_of_memory) echo plain asan valgrind ;;
		*) echo plain asan ;;
		esac ;;
	esac
}

# One test in one mode: the work of one job.
run_one() {
	local mode=$1 name=$2 program=$out/plain/$2 command=() library=$out/release seconds=$limit
	case $mode in
	asan) program=$out/asan/$name library=$out/debug ;;
	debug) library=$out/debug ;;
	threads) program=$out/threads/$name library=$out/threads/lib seconds=$((3 * limit)) ;;
	valgrind)
		seconds=$((3 * limit))
		export PATIENCE=10 # tests in step with the clock of a peer do a tenth of their work
		command=(valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible
			--errors-for-leak-kinds=definite,indirect,possible --suppressions=c-tests/valgrind.supp)
		;;
	esac
	local report=$out/reports/$mode/$name.txt start=$SECONDS code
	mkdir -p "$(dirname "$report")"
	LD_LIBRARY_PATH=$library UBSAN_OPTIONS=print_stacktrace=1 timeout -k 5 "$seconds" "${command[@]}" "$program" >"$report" 2>&1
	code=$?
	if [[ $code -eq 0 ]]; then
		printf 'ok      %-9s %-40s %3d s\n' "$mode" "$name" $((SECONDS - start))
	else
		printf 'FAILED  %-9s %-40s %3d s, exit code %d%s\n%s\n' "$mode" "$name" $((SECONDS - start)) $code \
			"$([[ $code -eq 124 ]] && echo ' (out of time)')" "$(sed 's/^/        /' "$report" | head -30)"
	fi
	return $code
}
export CERTIFICATES=$out/certificates
export -f run_one
export out limit

results=$(mktemp)
trap 'rm -f "$results"' EXIT
for name in "$@"; do for mode in $(modes_of "$name"); do echo "$mode $name"; done; done |
	xargs -P "${JOBS:-$((2 * $(nproc)))}" -L 1 bash -c 'run_one "$0" "$1"' | tee "$results"
passed=$(grep -c '^ok ' "$results")
failed=$(grep -c '^FAILED ' "$results")
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
