#!/bin/bash
# Fuzzes with AddressSanitizer: run.sh [SECONDS] [TARGET...], as many targets at a time as there are processors. Builds on
# the stable toolchain; nothing else to install than a C++ compiler. The seeds in fuzz/seeds/TARGET are this project's own.
set -eu
cd "$(dirname "$0")"
seconds=${1:-10}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(sed -n 's/^    ("\(.*\)", .*/\1/p' targets/main.rs)
host=$(rustc -vV | sed -n 's/^host: //p')
flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
 -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Zsanitizer=address"
RUSTC_BOOTSTRAP=1 RUSTFLAGS=$flags cargo build --quiet --release --target "$host"

# Fuzzes one target and leaves the outcome in artifacts/TARGET.log.
fuzz() {
	local target=$1 seeds=()
	mkdir -p "corpus/$target" artifacts
	[ -d "seeds/$target" ] && seeds=("seeds/$target")
	TARGET=$target "target/$host/release/fuzz" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
		-artifact_prefix="artifacts/$target-" -dict=sip.dict -print_final_stats=1 "corpus/$target" "${seeds[@]}" \
		>"artifacts/$target.log" 2>&1 && echo passed >"artifacts/$target.outcome"
}

rm -f artifacts/*.outcome
for target in "${targets[@]}"; do
	[ "$(jobs -pr | wc -l)" -lt "$(nproc)" ] || wait -n || true
	fuzz "$target" &
done
wait
passed=0 failed=0
for target in "${targets[@]}"; do
	if [ -e "artifacts/$target.outcome" ]; then
		passed=$((passed + 1))
		echo "ok     $target $(grep -o 'number_of_executed_units: .*' "artifacts/$target.log" | tr -s ' ')"
	else
		failed=$((failed + 1))
		echo "not ok $target"
		tail -40 "artifacts/$target.log"
	fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
