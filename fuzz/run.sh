#!/usr/bin/env bash
# Fuzzes with AddressSanitizer: run.sh LIMIT [TARGET...], as many targets at a time as there are processors. LIMIT: -runs=N or
# -max_total_time=SECONDS for each. The seeds in fuzz/seeds/TARGET are this project's own.
set -eu
cd "$(dirname "$0")/.."
limit=$1
shift
targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || mapfile -t targets < <(sed -n 's/^    ("\(.*\)", .*/\1/p' fuzz/targets/main.rs)
scripts/sanitized.sh build --quiet --package exosip2-fuzz
program=${TARGET_DIR:-$PWD/target}/sanitizer/$(rustc -vV | sed -n 's/^host: //p')/sanitizer/fuzz
cd fuzz

# Fuzzes one target and leaves the outcome in artifacts/TARGET.log.
fuzz() {
	local target=$1 seeds=() more=()
	mkdir -p "corpus/$target" artifacts
	[[ -d seeds/$target ]] && seeds=("seeds/$target")
	# To weigh each feature costs more than the runs where these are few, and where no two are the same: with a library thread beside them.
	[[ $target != functions && $limit != -runs=* ]] || more=(-entropic=0)
	TARGET=$target "$program" "$limit" "${more[@]}" -max_len=8192 -timeout=60 -rss_limit_mb=2048 \
		-artifact_prefix="artifacts/$target-" -dict=sip.dict -print_final_stats=1 "corpus/$target" "${seeds[@]}" \
		>"artifacts/$target.log" 2>&1 && echo passed >"artifacts/$target.outcome"
}

rm -f artifacts/*.outcome
for target in "${targets[@]}"; do
	[[ $(jobs -pr | wc -l) -lt $(nproc) ]] || wait -n || true
	fuzz "$target" &
done
wait
passed=0 failed=0
for target in "${targets[@]}"; do
	if [[ -e artifacts/$target.outcome ]]; then
		passed=$((passed + 1))
		echo "ok      fuzz      $target $(grep -o 'number_of_executed_units: .*' "artifacts/$target.log" | tr -s ' ')"
	else
		failed=$((failed + 1))
		echo "FAILED  fuzz      $target"
		tail -40 "artifacts/$target.log"
	fi
done
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
