#!/usr/bin/env bash
# Runs Cargo with AddressSanitizer and the coverage that libFuzzer needs, on the stable toolchain: sanitized.sh COMMAND [ARGUMENTS...]
# Nightly switches, and the whole program has to be built with them, so it has a folder of its own: target/sanitizer, for all uses.
set -eu
command=$1
shift
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTC_BOOTSTRAP=1
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
 -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Zsanitizer=address"
exec "${CARGO:-cargo}" "$command" --profile sanitizer --target "$host" --target-dir "${TARGET_DIR:-target}/sanitizer" "$@"
