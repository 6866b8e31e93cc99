#!/usr/bin/env bash
# Runs Cargo with AddressSanitizer, and with the coverage that libFuzzer needs (scripts/coverage.sh), on the stable toolchain:
# sanitized.sh COMMAND [ARGUMENTS...]
# Nightly switches, and the whole program has to be built with them, so it has a folder of its own: target/sanitizer, for all uses.
set -eu
command=$1
shift
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address
RUSTC_WRAPPER=$(cd "$(dirname "$0")" && pwd)/coverage.sh
export RUSTC_WRAPPER
exec "${CARGO:-cargo}" "$command" --profile sanitizer --target "$host" --target-dir "${TARGET_DIR:-target}/sanitizer" "$@"
